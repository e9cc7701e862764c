// Makes real receivers of one signal ready, Prometheus and Jaeger, from their Go modules, in the user's cache and at low priority.
// What cannot be had here is named with the reason. Knows nothing of what is then sent to them.
import { cpSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { buildOnce, output, run } from "#e2e/interop/build-once";

type GoProgram = { name: string; module: string; version: string; entry: string; flags: string[] };

/** Without the clouds' service discovery, which takes most of the time to compile. Neither has its web interface in its module. */
const prometheus: GoProgram = {
  name: "Prometheus",
  ...{ module: "github.com/prometheus/prometheus", version: "v0.315.0" },
  ...{ entry: "./cmd/prometheus", flags: ["-tags", "remove_all_sd"] },
};
const jaeger: GoProgram = {
  name: "Jaeger",
  ...{ module: "github.com/jaegertracing/jaeger", version: "v1.76.0" },
  ...{ entry: "./cmd/jaeger", flags: [] },
};

export type BuiltReceivers = {
  prometheus: string | null;
  jaeger: string | null;
  leftOut: { name: string; why: string }[];
};

/** One after the other: each takes all cores. */
export async function buildReceivers(say: (line: string) => void): Promise<BuiltReceivers> {
  const built: BuiltReceivers = { prometheus: null, jaeger: null, leftOut: [] };
  for (const [key, program] of Object.entries({ prometheus, jaeger }) as ["prometheus" | "jaeger", GoProgram][]) {
    try {
      built[key] = await buildGo(program, say);
    } catch (error) {
      built.leftOut.push({ name: program.name, why: error instanceof Error ? error.message : String(error) });
    }
  }
  return built;
}

const Downloaded = z.object({ Dir: z.string() });
const Manifest = z.object({
  Replace: z
    .array(z.object({ Old: z.object({ Path: z.string() }), New: z.object({ Path: z.string() }) }))
    .nullish()
    .transform((replaced) => replaced ?? []),
});
const patienceMs = 20 * 60_000;

/** In a copy of the module: `go install` refuses one whose go.mod replaces anything. */
function buildGo({ name, module, version, entry, flags }: GoProgram, say: (line: string) => void): Promise<string> {
  return buildOnce({
    title: `${name} (ten minutes or so, once)`,
    madeOf: [module, version, entry, ...flags].join(),
    kept: name.toLowerCase(),
    say,
    async make(work) {
      const settings = { GOFLAGS: "-buildvcs=false -modcacherw", GOWORK: "off" };
      const found = await output("go", ["mod", "download", "-json", `${module}@${version}`], work, settings);
      const source = path.join(work, "source");
      cpSync(Downloaded.parse(JSON.parse(found)).Dir, source, { recursive: true });
      await run("chmod", ["-R", "u+w", source], work);
      const manifest = Manifest.parse(JSON.parse(await output("go", ["mod", "edit", "-json"], source, settings)));
      // What is replaced by a folder beside the module is not in the module: the published one takes its place.
      const local = manifest.Replace.filter((one) => one.New.Path.startsWith(".")).map((one) => one.Old.Path);
      for (const replaced of local) await run("go", ["mod", "edit", `-dropreplace=${replaced}`], source, settings);
      const build = ["go", "build", "-mod=mod", "-trimpath", "-ldflags", "-s -w", ...flags];
      const signal = AbortSignal.timeout(patienceMs);
      await run(
        "nice",
        ["-n", "19", ...build, "-o", path.join(work, name.toLowerCase()), entry],
        source,
        settings,
        signal,
      );
    },
  });
}
