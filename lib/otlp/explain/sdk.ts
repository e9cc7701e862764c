// P11 and its neighbours: our request was accepted, the stock SDK's was not. The differences are few: chunked framing first.
import type { Diagnosis } from "#lib/otlp/report";

const lengthRequired = 411;

export function diagnoseSdk(status: number | null): Diagnosis {
  const about = { signals: [] as Diagnosis["signals"], fix: null };
  if (status === lengthRequired || status === 400) {
    return {
      ...about,
      code: "http.chunked_rejected",
      certainty: status === lengthRequired ? "certain" : "likely",
      title: `A stock OpenTelemetry SDK is refused: ${status}`,
      advice:
        "It sends chunked bodies, Outspan a Content-Length. Let SDKs send to a Collector, or to Outspan, in between.",
    };
  }
  return {
    ...about,
    code: "unrecognised",
    certainty: "possible",
    title: `Not recognised: a stock OpenTelemetry SDK does not get through${status === null ? "" : `, ${status}`}`,
    advice:
      "Outspan's own request with the same settings was accepted. The evidence of the SDK stage shows what came back.",
  };
}
