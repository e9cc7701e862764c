"use client";
// The list named "Probe" before a test: what each stage will check.
import { CircleDashed } from "lucide-react";
import { cn } from "#components/ui/cn";
import { isDivided, type Planned } from "./plan-probe";
import { rowLook } from "./row-look";
import { listSignals, promiseOf, type Sending, stageLabels } from "./stage-words";

export function IdleList({ plan, sending }: { plan: Planned[]; sending: Sending }) {
  return (
    <ul aria-label="Probe" className="py-2">
      {plan.map((planned) => (
        <IdleStage key={planned.stage + planned.signals.join()} plan={plan} planned={planned} sending={sending} />
      ))}
    </ul>
  );
}

function IdleStage({ planned, plan, sending }: { planned: Planned; plan: Planned[]; sending: Sending }) {
  const promise = promiseOf(planned.stage, sending);
  return (
    <li className={cn(rowLook, "py-[5px]")}>
      <CircleDashed aria-hidden="true" className="text-ink-off" size={16} />
      <span className="text-13 font-mid text-ink-3">{stageLabels[planned.stage]}</span>
      <span className="col-span-3 text-right text-12 text-ink-3">
        {isDivided(planned, plan) ? `${promise} · ${listSignals(planned.signals)}` : promise}
      </span>
    </li>
  );
}
