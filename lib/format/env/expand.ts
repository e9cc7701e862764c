// References between the variables of one list: $(NAME) of Kubernetes and ${NAME} of compose are what a variable before them says, else a hole.

import { holeName, holeText, withHoles } from "#lib/destination/hole";
import { lookAmong, type Variable } from "#lib/format/env/variable";

/** `isFinal`: references in it are not read. */
export type Sourced = Variable & { isFinal?: boolean };

const reference = /\$?\$\(([A-Za-z_]\w{0,127})\)|\$?\$\{([A-Za-z_]\w{0,127})\}/g;

/** ${{ secrets.NAME }} of GitHub's workflows. */
const workflow = /\$\{\{\s{0,9}(?:secrets|vars|env)\.(\w{1,128})\s{0,9}\}\}/g;

export function expanded(list: readonly Sourced[]): Variable[] {
  const known = new Map<string, Variable>();
  const look = lookAmong(known);
  return list.map(({ isFinal = false, ...variable }) => {
    const value = isFinal ? variable.value : withHoles(named(variable.value, look.value));
    const next = { ...variable, value, uses: [...variable.uses, ...look.taken()] };
    known.set(next.name, next);
    return next;
  });
}

/** A doubled $ is one that means nothing. */
function named(text: string, look: (name: string) => string | null): string {
  const bare = text.replace(workflow, (_, name: string) => holeText(holeName(name)));
  const whole = bare.replace(reference, (written, round?: string, curly?: string) =>
    written.startsWith("$$") ? written.slice(1) : (look(round ?? curly ?? "") ?? written),
  );
  return whole.replaceAll("$$", "$");
}
