// A04: a key of one region at the host of another. A refusal looks like that of any unknown key: possible, or likely where the key's
// own form names a region. Another host is asked only by the operator's click, with the probe that follows it.
import { refusedAttempts } from "#lib/otlp/explain/credentials";
import { moveTo } from "#lib/otlp/explain/edits";
import { type Entry, findEach } from "#lib/otlp/explain/entry";
import type { Facts } from "#lib/otlp/explain/facts";
import { joinWords } from "#lib/otlp/explain/wording";
import { quirksOf } from "#lib/preset/quirks";

const shownMax = 4;

export const authWrongRegion: Entry = {
  code: "auth.wrong_region",
  recognise: (facts) => {
    const refused = refusedAttempts(facts);
    if (refused.length === 0 || siblings(facts).length === 0 || !isKeyRead(facts)) return null;
    const certainty = isOfAnotherRegion(facts) ? "likely" : "possible";
    return findEach({ ...facts, attempts: refused }, () => certainty);
  },
  tell: (facts, signals) => {
    const others = siblings(facts);
    const [sibling] = others;
    const name = quirksOf(facts.host)?.name ?? "the backend";
    const hosts = others.slice(0, shownMax).map(({ label, host }) => `${host} (${label})`);
    return {
      title: isOfAnotherRegion(facts)
        ? `This key belongs to another region than ${facts.host}`
        : `The key may belong to another region of ${name}`,
      advice: `A key is known in its own region alone. Others: ${joinWords(hosts)}. That is another origin: saved secrets must be entered again.`,
      fix: sibling
        ? { label: `Use ${sibling.host}`, changes: moveTo(facts.destination, signals, { host: sibling.host }) }
        : null,
    };
  },
};

/** Those that the key's form names come first. */
function siblings(facts: Facts): { label: string; host: string }[] {
  const all = quirksOf(facts.host)?.siblings ?? [];
  if (!isOfAnotherRegion(facts)) return all;
  const isEuropean = keyRegion(facts) === "eu";
  return all.filter(({ host }) => isEurope(host) === isEuropean);
}

/** With a header that nobody reads, no region is to blame (A03). */
function isKeyRead(facts: Facts): boolean {
  const name = quirksOf(facts.host)?.headerName?.toLowerCase();
  return facts.credentials.some(({ header }) => header === name);
}

/** Only New Relic's keys tell: those of the EU begin with eu01xx. */
function isOfAnotherRegion(facts: Facts): boolean {
  if (quirksOf(facts.host)?.presetId !== "new-relic") return false;
  return (keyRegion(facts) === "eu") !== isEurope(facts.host);
}

function keyRegion({ credentials }: Facts): "eu" | null {
  return credentials.find(({ region }) => region !== null)?.region ?? null;
}

function isEurope(host: string): boolean {
  return /(?:^|[.-])eu\d*(?:[.-]|$)/i.test(host);
}
