"use client";
// Signs a person in: the password, then the code where two-factor is on. After wrong ones the wait grows, and the form counts it down.
import { useEffect, useState } from "react";
import { Button } from "#components/ui/Button";
import { Note } from "#components/ui/Note";
import { SecretField } from "#components/ui/SecretField";
import { TextField } from "#components/ui/TextField";
import { signIn } from "#lib/actions/account";
import type { AppError } from "#lib/result";
import { CodeField } from "./CodeField";
import { useAccountForm } from "./use-account-form";

export function LoginForm({ next, autoFocus }: { next?: string | undefined; autoFocus: boolean }) {
  const [needsCode, setNeedsCode] = useState(false);
  const { props, error, isPending, fieldError } = useAccountForm(async (data) => {
    const answer = await signIn({
      email: String(data.get("email") ?? ""),
      password: String(data.get("password") ?? ""),
      ...(needsCode ? { code: String(data.get("code") ?? "") } : {}),
      ...(next === undefined ? {} : { next }),
    });
    if (answer.ok) setNeedsCode(true);
    return answer;
  });
  const seconds = useWait(error);
  return (
    <form {...props} className="grid gap-5" noValidate>
      <div className="empty:hidden" role="alert">
        {error && !error.fields && <Failure error={error} seconds={seconds} />}
      </div>
      {/* Hidden, not gone: the second step sends them again. */}
      <div className="grid gap-5" hidden={needsCode}>
        <TextField
          autoComplete="username"
          autoFocus={autoFocus}
          error={fieldError("email")}
          inputMode="email"
          label="Email"
          name="email"
          required
          type="email"
        />
        <SecretField
          autoComplete="current-password"
          error={fieldError("password")}
          isCode={false}
          label="Password"
          name="password"
          required
        />
      </div>
      {needsCode && <CodeField onBack={() => setNeedsCode(false)} />}
      <Button
        busy={isPending ? "Signing in" : undefined}
        className="w-full"
        reason={seconds > 0 ? `Wait ${seconds} s` : undefined}
        shortcut="↵"
        type="submit"
        variant="primary"
      >
        Sign in
      </Button>
    </form>
  );
}

function Failure({ error, seconds }: { error: AppError; seconds: number }) {
  if (!error.retryAfterSeconds)
    return (
      <Note title={error.message} tone="stop">
        {error.ref && (
          <>
            Reference <code>{error.ref}</code>
          </>
        )}
      </Note>
    );
  return (
    <Note title={error.code === "rate_limited" ? "Too many tries." : error.message} tone="stop">
      {/* Said once: a screen reader should not hear every second. */}
      <span className="sr-only">Try again in {error.retryAfterSeconds} s.</span>
      <span aria-hidden="true">{seconds > 0 ? `Try again in ${seconds} s.` : "You can try again now."}</span>
    </Note>
  );
}

/** Seconds until the next attempt is allowed; 0 = now. */
function useWait(error: AppError | null): number {
  const [until, setUntil] = useState(0);
  const [now, setNow] = useState(0);
  useEffect(() => {
    const wait = error?.retryAfterSeconds ?? 0;
    if (wait <= 0) return;
    const start = Date.now();
    setUntil(start + wait * 1000);
    setNow(start);
    const timer = setInterval(() => setNow(Date.now()), 500);
    const end = setTimeout(() => clearInterval(timer), wait * 1000 + 1000);
    return () => {
      clearInterval(timer);
      clearTimeout(end);
    };
  }, [error]);
  return Math.max(0, Math.ceil((until - now) / 1000));
}
