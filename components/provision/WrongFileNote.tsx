// On every page while the configuration file is wrong: where and why, and that what ran before goes on.
import { Note } from "#components/ui/Note";

export function WrongFileNote({ problems }: { problems: readonly string[] }) {
  if (problems.length === 0) return null;
  return (
    <Note role="status" title="The configuration file is wrong. What ran before goes on." tone="stop">
      <ul className="mono-12 [overflow-wrap:anywhere]">
        {problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </Note>
  );
}
