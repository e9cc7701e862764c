"use client";
// The second step of a sign-in: six digits of the app, or a recovery code for whoever has the app no more.
import { useState } from "react";
import { TextField } from "#components/ui/TextField";

export function CodeField({ onBack }: { onBack: () => void }) {
  const [isRecovery, setRecovery] = useState(false);
  return (
    <div className="grid gap-3">
      <TextField
        autoComplete={isRecovery ? "off" : "one-time-code"}
        autoFocus
        hint={isRecovery ? "One of the ten that you kept. Each works once." : "Six digits of your authenticator app."}
        inputMode={isRecovery ? "text" : "numeric"}
        isCode
        // Another field for another kind of code: nothing of the first stays in it.
        key={isRecovery ? "recovery" : "app"}
        label={isRecovery ? "Recovery code" : "Code"}
        maxLength={100}
        name="code"
        required
      />
      <p className="flex flex-wrap justify-between gap-x-4 gap-y-1 text-13">
        <button className="link" onClick={() => setRecovery(!isRecovery)} type="button">
          {isRecovery ? "Use the app" : "Use a recovery code"}
        </button>
        <button className="link" onClick={onBack} type="button">
          Back
        </button>
      </p>
    </div>
  );
}
