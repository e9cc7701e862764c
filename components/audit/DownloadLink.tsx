// Everything that the filter finds, as a file of a JSON line each. A plain link: the browser streams it to disk.
import { Download } from "lucide-react";
import { ButtonLabel, look } from "#components/ui/ButtonFace";
import { type AuditQuery, addressOf } from "#lib/audit/filter";

export function DownloadLink({ query }: { query: AuditQuery }) {
  const search = new URLSearchParams(addressOf(query));
  search.set("format", "ndjson");
  return (
    <a className={look()} download href={`/api/v1/audit?${search}`} title="All entries of this filter, as NDJSON">
      <ButtonLabel icon={<Download aria-hidden="true" size={16} />}>Download</ButtonLabel>
    </a>
  );
}
