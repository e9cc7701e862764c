import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { holeText } from "#lib/destination/hole";
import { dotenvValue, kubernetesValue, shellValue, yamlValue } from "#lib/format/env/quoting";

const dirty = "a \"b\" `c` $d \\e 'f' $(g)";

test("bash gives every character back, and fills in a placeholder alone", () => {
  for (const value of [dirty, `${dirty}${holeText("KEY")}${dirty}`, "", "plain/1.0"]) {
    const run = spawnSync("bash", ["--norc", "-c", `printf '%s' ${shellValue(value)}`], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, KEY: "<$x>" },
    });
    expect(run.stdout.toString()).toBe(value.replace(holeText("KEY"), "<$x>"));
  }
});

test("compose and Kubernetes double a $ that means nothing, and Kubernetes names what its Secret holds", () => {
  const value = `$d ${holeText("KEY")} ${holeText("CA_PATH")}`;
  expect(JSON.parse(yamlValue(value))).toBe(`$$d ${holeText("KEY")} ${holeText("CA_PATH")}`);
  expect(JSON.parse(kubernetesValue(value, new Set(["KEY"])))).toBe(`$$d $(KEY) ${holeText("CA_PATH")}`);
});

test("a .env value never begins a line of its own", () => {
  expect(dotenvValue("a b\nINJECTED=1")).toBe("'a bINJECTED=1'");
});
