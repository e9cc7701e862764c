import { expect, test } from "vitest";
import { withoutField } from "./without-field";

test("a field that is edited is wrong no longer; the others stay, and what stands at no field too", () => {
  const both = {
    code: "invalid" as const,
    message: "Wrong",
    fields: { "/email": ["No email"], "/password": ["Too short"] },
  };
  const one = withoutField(both, "/email");
  expect(one?.fields).toEqual({ "/password": ["Too short"] });
  expect(withoutField(one, "/password")).toBeNull();
  const away = { code: "unavailable" as const, message: "Away" };
  expect(withoutField(away, "/email")).toBe(away);
  expect(withoutField(null, "/email")).toBeNull();
});
