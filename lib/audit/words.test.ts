import { expect, test } from "vitest";
import { auditActions } from "#lib/audit/action";
import { actionLabel, detailWords, fieldWords, pastOf, sentenceOf } from "#lib/audit/words";

const row = { outcome: "done", noun: { kind: "destination", name: "Grafana Cloud" }, detail: {}, changes: null };

test("a row reads as a sentence about its noun", () => {
  expect(sentenceOf({ ...row, action: "destination.save", detail: { revision: 12 } })).toEqual({
    words: "Changed",
    name: "Grafana Cloud",
    after: ", revision 12",
  });
  const off = [{ path: "/enabled", label: "Enabled", from: "on", to: "off" }];
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

test("whatever may be written down has words of its own, none is told by its code, and no word is for what nobody writes", () => {
  for (const action of auditActions) {
    const [kind = "", verb = ""] = action.split(".");
    const hasSentence = sentenceOf({ ...row, action, noun: { kind, name: "x" } }).words;
    expect([action, /^[A-Z].*[a-z]( address:)?$/.test(hasSentence)]).toEqual([action, true]);
    // "Sign-in refused" is told so on purpose.
    if (verb !== "refused") expect(actionLabel(action)).not.toMatch(new RegExp(` ${verb.replaceAll("_", " ")}$`));
  }
  const verbs = auditActions.map((action) => action.split(".")[1]);
  expect(Object.keys(pastOf).filter((verb) => !verbs.includes(verb))).toEqual([]);
});

test("an invitation says as what somebody was invited, and a new value of a secret reads as a rotation", () => {
  const noun = { kind: "person", name: "bob@example.com" };
  const invited = { ...row, action: "person.invite", noun, detail: { role: "editor" } };
  expect(sentenceOf(invited)).toEqual({ words: "Invited", name: "bob@example.com", after: ", as Editor" });
  expect(detailWords(invited)).toBeNull();
  const secret = {
    ...row,
    action: "secret.save",
    noun: { kind: "secret", name: "new-relic" },
    detail: { revision: 2 },
  };
  const value = { path: "/values/OTEL_HEADER_api-key", label: "Header api-key", from: "saved", to: "changed" };
  const expiry = { path: "/expiresAt", label: "Expires", from: null, to: "2027-01-31 23:59 UTC" };
  for (const changes of [[value], [value, expiry]])
    expect(sentenceOf({ ...secret, changes })).toEqual({
      words: "Rotated api-key of secret",
      name: "new-relic",
      after: ", revision 2",
    });
  const added = { ...value, from: null, to: "saved" };
  for (const changes of [[added], [value, { ...value, path: "/values/OTEL_HEADER_x" }], [expiry], null])
    expect(sentenceOf({ ...secret, changes }).words).toBe("Changed secret");
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
  expect(detailWords({ action: "person.role", detail: { from: "viewer", to: "editor" } })).toBe("viewer → editor");
  expect(detailWords({ action: "person.role", detail: { to: "editor" } })).toBe("now editor");
  expect(detailWords({ action: "person.deactivate", detail: { sessions: 1 } })).toBe("1 session ended");
  const prune = { rows: 5000, before: "2026-01-01T00:00:00.000Z" };
  expect(detailWords({ action: "audit.prune", detail: prune })).toBe("5,000 rows from before 2026-01-01");
  expect(fieldWords("/connection/headers/0/value")).toBe("connection.headers.0.value");
});
