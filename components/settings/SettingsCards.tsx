// What the settings page shows of the instance: read-only, each value with the variable that sets it.
import { Check, Lock, ShieldCheck } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Card } from "#components/ui/Card";
import { cn } from "#components/ui/cn";
import { Tag } from "#components/ui/Tag";
import type { Targets } from "#lib/destination/targets";

const policies: { value: Targets; title: string; text: string }[] = [
  {
    value: "public",
    title: "Public addresses only",
    text: "For shared installations. Blocks loopback and private ranges.",
  },
  {
    value: "private",
    title: "Public and private addresses",
    text: "Also this machine and private ranges such as 10.0.0.0/8. Link-local and cloud metadata stay blocked.",
  },
  {
    value: "any",
    title: "Any address",
    text: "Also 169.254.169.254 and other metadata services. An admin could read cloud credentials through a test.",
  },
];

export function TargetPolicyCard({ targets }: { targets: Targets }) {
  return (
    <Card
      aside={<Variable name="OUTSPAN_TARGETS" />}
      className="scroll-mt-6"
      foot={
        <span className="flex items-start gap-2">
          <ShieldCheck aria-hidden="true" className="mt-0.5" size={16} />
          Checked on the address that is really connected to, after DNS. Redirects are never followed.
        </span>
      }
      id="target-policy"
      text="Where destinations may point."
      title="Target policy"
    >
      <ul>
        {policies.map(({ value, title, text }) => (
          <li
            aria-current={value === targets ? "true" : undefined}
            className="grid grid-cols-[16px_minmax(0,1fr)] gap-x-3 border-line-soft px-4 py-3.5 rail:px-5 [&+li]:border-t"
            key={value}
          >
            <span
              aria-hidden="true"
              className={cn(
                "mt-0.5 grid size-4 place-items-center rounded-full",
                value === targets ? "bg-act text-on-act" : "border-[1.5px] border-line",
              )}
            >
              {value === targets && <Check className="stroke-[3.5]" size={10} />}
            </span>
            <div className="min-w-0">
              <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
                <span className={value === targets ? "font-strong" : "font-soft text-ink-2"}>{title}</span>
                {value === targets && <Tag>In force</Tag>}
                {value === "private" && <Tag tone="line">Default</Tag>}
              </p>
              <p className="text-13 text-pretty text-ink-3">{text}</p>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}

export function InstanceCard({
  dataDirectory,
  database,
  origin,
  hasApiKey,
  version,
}: {
  dataDirectory: string;
  database: "sqlite" | "postgres";
  origin: string;
  hasApiKey: boolean;
  version: string;
}) {
  return (
    <Card
      className="scroll-mt-6"
      foot="Set in the environment of the process. Restart Outspan to change them."
      id="instance"
      text="Where this Outspan runs and what it keeps."
      title="Instance"
    >
      <dl>
        <Fact label="Data directory" variable="OUTSPAN_DATA_DIR">
          <code>{dataDirectory}</code>
        </Fact>
        <Fact label="Database" variable="DATABASE_URL">
          {database === "sqlite" ? "SQLite, a file in the data directory" : "PostgreSQL"}
        </Fact>
        <Fact label="Address" variable="OUTSPAN_URL">
          <code>{origin}</code>
        </Fact>
        <Fact label="API key" variable="OUTSPAN_API_KEY">
          {hasApiKey ? "Set. Scripts may use the API with it." : "Not set in the environment."} Keys made under{" "}
          <Link className="link" href="/settings/keys" prefetch={false}>
            Settings, Keys
          </Link>{" "}
          work{hasApiKey ? " too" : ""}.
        </Fact>
        <Fact label="Version">
          <span className="tabular-nums">{version}</span>
        </Fact>
      </dl>
    </Card>
  );
}

export function Fact({ label, variable, children }: { label: string; variable?: string; children: ReactNode }) {
  return (
    <div className="grid items-center gap-x-4 gap-y-1 border-line-soft px-4 py-3.5 text-13 rail:grid-cols-[168px_minmax(0,1fr)_auto] rail:px-5 [&+div]:border-t">
      <dt className="font-label">{label}</dt>
      <dd className="min-w-0 break-words text-ink-2 [&_code]:[overflow-wrap:anywhere]">{children}</dd>
      {variable && (
        <dd>
          <Variable name={variable} />
        </dd>
      )}
    </div>
  );
}

function Variable({ name }: { name: string }) {
  return (
    <span className="flex items-center gap-2 text-ink-3">
      <Lock aria-hidden="true" size={14} />
      <span className="sr-only">Set by</span>
      <code className="text-11 text-ink-2">{name}</code>
    </span>
  );
}
