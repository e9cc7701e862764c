// What the first paint of a new destination does not show, as one part to load.
import { CapabilityOffer } from "#components/capability/CapabilityOffer";
import { live } from "#components/probe/live";
import { LinkButton } from "#components/ui/LinkButton";
import { draftOf, ownDraftFor } from "#lib/destination/draft";
import { effectiveConnection } from "#lib/destination/resolve";
import { AuthSecrets } from "./AuthSecrets";
import { advancedWords } from "./advanced-words";
import { authKinds, chosenAuth } from "./auth-kinds";
import { barLine, isStale } from "./bar-line";
import { Comparison } from "./Comparison";
import { fixesFor } from "./fixes";
import { HandedFix } from "./HandedFix";
import { HeaderList } from "./HeaderList";
import { judge, resolveDraft } from "./judge";
import { LeaveGuard } from "./LeaveGuard";
import { NoticeNote } from "./NoticeNote";
import { OwnConnection } from "./OwnConnection";
import { PastedNote } from "./PastedNote";
import { PasteOffer } from "./PasteOffer";
import { PresetCard } from "./PresetCard";
import { PresetChoosing } from "./PresetChoosing";
import { PresetOffer } from "./PresetOffer";
import { ProbeSheet } from "./ProbeSheet";
import { QueueFields } from "./QueueFields";
import { SavedHead } from "./SavedHead";
import { SavedSecret } from "./SavedSecret";
import { SignalEndpoints } from "./SignalEndpoints";
import { toBaseUrl, toSignalUrls } from "./signal-urls";
import { submissionOf } from "./submission";
import { TargetCopy, TargetUrl } from "./TargetUrl";
import { TlsFields, TransferFields } from "./TlsFields";
import { presetDraft } from "./use-preset";
import { WhyField } from "./WhyField";

export const later = {
  advancedWords,
  AuthSecrets,
  authKinds,
  barLine,
  chosenAuth,
  CapabilityOffer,
  Comparison,
  draftOf,
  effectiveConnection,
  fixesFor,
  HandedFix,
  HeaderList,
  isStale,
  judge,
  LeaveGuard,
  LinkButton,
  live,
  NoticeNote,
  OwnConnection,
  ownDraftFor,
  PastedNote,
  PasteOffer,
  PresetCard,
  PresetChoosing,
  presetDraft,
  PresetOffer,
  ProbeSheet,
  QueueFields,
  resolveDraft,
  SavedHead,
  SavedSecret,
  SignalEndpoints,
  submissionOf,
  TargetCopy,
  TargetUrl,
  TlsFields,
  toBaseUrl,
  toSignalUrls,
  TransferFields,
  WhyField,
};
export type Later = typeof later;
