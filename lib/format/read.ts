// Reads a pasted text: recognises its format and gives drafts of destinations, with what became of every line. Pure: it keeps and
// logs nothing, and opens neither files nor sockets.

import { findHoles } from "#lib/destination/hole";
import { collectorReader } from "#lib/format/collector/read";
import { curlReader } from "#lib/format/curl/read";
import { declarativeReader } from "#lib/format/declarative/read";
import { environmentReader } from "#lib/format/env/read";
import type { ImportFormat } from "#lib/format/format";
import type { Imported, Reader } from "#lib/format/imported";
import { medplumReader } from "#lib/format/json/read";
import { marksOf } from "#lib/format/marks";
import { modalReader } from "#lib/format/modal/read";
import { namedDrafts } from "#lib/format/named";
import { outspanReader } from "#lib/format/outspan/read";
import { pixieReader } from "#lib/format/pixie/read";
import { withOpenPlaces } from "#lib/format/stand-in";
import { stalwartReader } from "#lib/format/toml/read";
import { truefoundryReader } from "#lib/format/truefoundry/read";
import { vendorReader } from "#lib/format/vendor/read";

/** The surest first: who recognises a text gets it. */
const readers: readonly Reader[] = [
  outspanReader,
  truefoundryReader,
  pixieReader,
  stalwartReader,
  medplumReader,
  declarativeReader,
  collectorReader,
  curlReader,
  modalReader,
  environmentReader,
  vendorReader,
];

/** In characters: 256 KiB of a text in ASCII. The API measures bytes. */
export const textLengthMax = 262_144;

/** What can be read of a text; `format` where the caller knows it better. Never throws for what a text holds. */
export function readSettings(text: string, format?: ImportFormat): Imported {
  const source = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const reader = readers.find((one) => (format === undefined ? one.recognises(source) : one.format === format));
  const { marks, lines } = marksOf(source);
  if (reader === undefined)
    return { format: null, label: "Not recognised", destinations: [], lines: lines(), holes: [] };
  const { destinations, shape } = reader.read(source, marks);
  const named = namedDrafts(reader === outspanReader ? destinations : destinations.map(withOpenPlaces));
  return {
    format: reader.format,
    label: shape === undefined ? reader.label : `${reader.label}, ${shape}`,
    destinations: named,
    lines: lines(),
    holes: findHoles(named, "/destinations"),
  };
}
