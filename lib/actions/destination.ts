"use server";
// What a page may do to destinations. Every export is a public POST endpoint: one line each around a change.
import * as z from "zod";
import { defineAction } from "#lib/actions/define-action";
import * as change from "#lib/changes/destination";
import { startProbe, startProbeAfterSave } from "#lib/changes/probe";
import { restoreDestination as restore } from "#lib/changes/restore";
import { readMessage } from "#lib/changes/revision-message";
import { GivenSecret } from "#lib/destination/revision";
import type { Destination, ProbedDestination, SavedDestination } from "#lib/destination/schema";
import { fail, ok, type Result } from "#lib/result";

const Id = z.string().max(64);

// The noun itself is parsed by the change, so that its pointers start at the noun.
const Submitted = z.custom<Destination>(() => true);
const SubmittedForTest = z.custom<ProbedDestination>(() => true);

const Save = z.strictObject({
  id: Id.optional(),
  revision: z.int().optional(),
  destination: Submitted,
  test: z.boolean(),
  message: z.string().optional(),
});

/** Saves and, with `test`, starts a probe of what was saved. A probe that does not start undoes no save. */
export const saveDestination = defineAction(
  { name: "destination.save", permission: "destination:write", input: Save },
  async (
    { id, revision, destination, test, message },
    { identity, runtime },
  ): Promise<Result<{ destination: SavedDestination; probe: Result<{ id: string }> | null }>> => {
    if (id !== undefined && revision === undefined) {
      return fail("precondition_required", "Say which revision this save is based on");
    }
    const why = readMessage(message);
    if (!why.ok) return why;
    const saved =
      id === undefined || revision === undefined
        ? await change.createDestination(runtime, identity, destination, why.data)
        : await change.saveDestination(runtime, identity, { id, revision }, destination, why.data);
    if (!saved.ok) return saved;
    if (!test) return ok({ destination: saved.data, probe: null });
    return ok({ destination: saved.data, probe: await startProbeAfterSave(runtime, identity, saved.data.id) });
  },
);

const Test = z.strictObject({ id: Id.optional(), destination: SubmittedForTest, sdk: z.boolean().optional() });

export const testDestination = defineAction(
  { name: "destination.test", permission: "probe:run", input: Test },
  async (submission, { identity, runtime }) => startProbe(runtime, identity, submission),
);

export const switchDestination = defineAction(
  {
    name: "destination.switch",
    permission: "destination:write",
    input: z.strictObject({ id: Id, enabled: z.boolean() }),
  },
  async ({ id, enabled }, { identity, runtime }) =>
    change.switchDestination(runtime, identity, { id, revision: "any" }, enabled),
);

export const deleteDestination = defineAction(
  { name: "destination.delete", permission: "destination:write", input: z.strictObject({ id: Id }) },
  async ({ id }, { identity, runtime }) => change.deleteDestination(runtime, identity, { id, revision: "any" }),
);

export const undeleteDestination = defineAction(
  { name: "destination.undelete", permission: "destination:write", input: z.strictObject({ id: Id }) },
  async ({ id }, { identity, runtime }) => change.undeleteDestination(runtime, identity, id),
);

const Restore = z.strictObject({
  id: Id,
  /** The current one, as the page showed it. */
  revision: z.int(),
  from: z.int().min(1).max(999_999_999),
  secrets: z.array(GivenSecret),
  test: z.boolean(),
  message: z.string().optional(),
});

/** Brings a revision back and, with `test`, starts a probe of what is saved then. */
export const restoreDestination = defineAction(
  { name: "destination.restore", permission: "destination:write", input: Restore },
  async (
    { id, revision, from, secrets, test, message },
    { identity, runtime },
  ): Promise<Result<{ destination: SavedDestination; probe: Result<{ id: string }> | null }>> => {
    const why = readMessage(message);
    if (!why.ok) return why;
    const restored = await restore(runtime, identity, { id, revision, from }, { secrets }, why.data);
    if (!restored.ok) return restored;
    const probe = test ? await startProbeAfterSave(runtime, identity, id) : null;
    return ok({ destination: restored.data, probe });
  },
);
