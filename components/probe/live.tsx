// All that a test draws and does, as one part to load: a page on which nothing was tested yet needs none of it.
import { Diagnoses } from "./Diagnoses";
import { DoneFoot } from "./DoneFoot";
import { headWords } from "./head-words";
import { ProbeIds } from "./ProbeIds";
import { StageList } from "./StageList";

export const live = { Diagnoses, DoneFoot, headWords, ProbeIds, StageList };
export type Live = typeof live;
