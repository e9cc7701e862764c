// What may be done with a new value: tested first; kept in place of the old one at once only where it is proven or nobody uses it.
import { Button } from "#components/ui/Button";

type RotateFooterProps = {
  /** Of destinations that use the secret. */
  count: number;
  isEmpty: boolean;
  isProven: boolean;
  /** Rotating an unproven value was asked for once. */
  isWarned: boolean;
  isTesting: boolean;
  isSaving: boolean;
  onCancel: () => void;
  onTest: () => void;
  onRotate: () => void;
};

export function RotateFooter(props: RotateFooterProps) {
  const { count, isEmpty, isProven, isWarned, isTesting, isSaving, onCancel, onTest, onRotate } = props;
  const users = count === 1 ? "the destination that uses it" : `the ${count} destinations that use it`;
  const isSafe = isProven || count === 0;
  const unproven = isWarned ? "Yes, rotate anyway" : "Rotate anyway";
  return (
    <>
      <Button onClick={onCancel} variant="ghost">
        Cancel
      </Button>
      {count > 0 && (
        <Button
          busy={isTesting ? "Testing" : undefined}
          disabled={isEmpty}
          onClick={onTest}
          variant={isSafe ? "second" : "primary"}
        >
          Test {users}
        </Button>
      )}
      <Button
        busy={isSaving ? "Rotating" : undefined}
        disabled={isEmpty || isTesting}
        onClick={onRotate}
        variant={isSafe ? "primary" : isWarned ? "danger" : "second"}
      >
        {isSafe ? "Rotate" : unproven}
      </Button>
    </>
  );
}
