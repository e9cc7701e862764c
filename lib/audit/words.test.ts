import { expect, test } from "vitest";
import { actionLabel, detailWords, fieldWords, sentenceOf } from "#lib/audit/words";

const row = { outcome: "done", noun: { kind: "destination", name: "Grafana Cloud" }, detail: {}, changes: null };

test("a row reads as a sentence about its noun", () => {
  expect(sentenceOf({ ...row, action: "destination.save", detail: { revision: 12 } })).toEqual({
    words: "Changed",
    name: "Grafana Cloud",
    after: ", revision 12",
  });
  const off = [{ path: "/enabled", to: "off" }];
  expect(sentenceOf({ ...row, action: "destination.switch", changes: off }).words).toBe("Turned off");
  expect(sentenceOf({ ...row, action: "destination.switch" }).words).toBe("Switched");
  expect(sentenceOf({ ...row, action: "key.create", noun: { kind: "key", name: "ci" } }).words).toBe("Created key");
  expect(sentenceOf({ ...row, action: "session.create" })).toEqual({ words: "Signed in", name: null, after: "" });
});

test("what was refused or not answered says so", () => {
  const refused = sentenceOf({ ...row, action: "destination.delete", outcome: "refused" });
  expect(refused).toEqual({ words: "Was refused: destination deleted", name: "Grafana Cloud", after: "" });
  expect(sentenceOf({ ...row, action: "destination.retry", outcome: "asked" }).after).toBe(", which did not answer");
});

test("whatever is written down has words of its own, none is told by its code", () => {
  for (const action of [
    ...[
      "password",
      "invite_link",
      "reset_link",
      "two_factor_on",
      "two_factor_off",
      "recovery_code",
      "recovery_codes",
      "wrong_codes",
      "withdraw",
    ].map((verb) => `person.${verb}`),
    ...[
      "person.sign_out",
      "session.revoke",
      "session.revoke_others",
      "instance.rotate_key",
      "webhook.test",
      "account.refused",
    ],
  ]) {
    const [, verb = ""] = action.split(".");
    expect(sentenceOf({ ...row, action, noun: { kind: "person", name: "x" } }).words).not.toMatch(/:$/);
    expect(actionLabel(action)).not.toMatch(new RegExp(` ${verb.replaceAll("_", " ")}$`));
  }
});

test("an action that nobody has words for is still told", () => {
  expect(actionLabel("rocket.launch_now")).toBe("rocket launch now");
  expect(sentenceOf({ ...row, action: "rocket.launch" }).words).toBe("rocket launch:");
  expect(actionLabel("destination.save")).toBe("Destination changed");
});

test("what stands beside a row is told in words, its revision in the sentence alone", () => {
  expect(detailWords({ action: "destination.save", detail: { revision: 3 } })).toBeNull();
  expect(detailWords({ action: "destination.discard", detail: { items: 1284 } })).toBe("items 1,284");
  const probe = { verdict: "failed", target: "https://otlp.example.com:443" };
  expect(detailWords({ action: "destination.probe", detail: probe })).toBe(
    "Not accepted: https://otlp.example.com:443",
  );
  const prune = { rows: 5000, before: "2026-01-01T00:00:00.000Z" };
  expect(detailWords({ action: "audit.prune", detail: prune })).toBe("5,000 rows from before 2026-01-01");
  expect(fieldWords("/connection/headers/0/value")).toBe("connection.headers.0.value");
});
