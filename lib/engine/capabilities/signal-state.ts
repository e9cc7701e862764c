// What is known of one signal while a run goes on: the settings that work, and how large a batch may be. Decides which settings a case is
// sent with. Sends nothing.
import type { CapabilityVerdict } from "#lib/destination/capability";
import { type Case, type Setting, settingOf, type Tried } from "#lib/engine/capabilities/plan";

export type SignalState = {
  own: Setting;
  /** The first settings that were accepted, else the first that were in part. */
  best: Setting | null;
  isBestPartial: boolean;
  takesUncompressed: boolean;
  /** A batch was not taken: a larger one is not tried. */
  isSizeFound: boolean;
};

export function newSignalState(tried: Tried): SignalState {
  return {
    own: settingOf(tried),
    best: null,
    isBestPartial: false,
    takesUncompressed: false,
    isSizeFound: false,
  };
}

/** Sizes are tried uncompressed where that is taken: then the size on the wire is the size. */
export function settingFor({ own, best, takesUncompressed }: SignalState, { aspect, vary }: Case): Setting {
  const setting = { ...(best ?? own), ...vary };
  return aspect === "size" && takesUncompressed ? { ...setting, compression: "none" } : setting;
}

/** A refusal while nothing was accepted, of the settings as saved too: what was varied need not be the reason. */
export function isUnjudged({ best }: SignalState, { aspect }: Case, verdict: CapabilityVerdict): boolean {
  return verdict === "refused" && best === null && aspect !== "settings";
}

/** What is accepted with it can be what the other cases are tried on. */
export function canBeBase({ aspect }: Case): boolean {
  return aspect !== "size" && aspect !== "transport";
}

/** Why a case is not sent; null = it is. */
export function whyNot({ best, isSizeFound }: SignalState, { aspect }: Case): string | null {
  if (aspect !== "size") return null;
  if (best === null) return "Not sent: no settings were accepted";
  return isSizeFound ? "Not sent: a smaller batch was not accepted" : null;
}

export function noteVerdict(state: SignalState, one: Case, setting: Setting, verdict: CapabilityVerdict): void {
  const isTaken = verdict === "accepted" || verdict === "partial";
  if (one.aspect === "size") state.isSizeFound = !isTaken;
  if (!isTaken || !canBeBase(one)) return;
  if (setting.compression === "none") state.takesUncompressed = true;
  const isBetter = state.best === null || (state.isBestPartial && verdict === "accepted");
  if (!isBetter) return;
  state.best = setting;
  state.isBestPartial = verdict === "partial";
}
