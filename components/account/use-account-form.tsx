"use client";
// What the account forms share: submit to an action, keep what went wrong, survive a server that is away.
import { unstable_rethrow } from "next/navigation";
import { useRef, useState, useTransition } from "react";
import type { AppError, Result } from "#lib/result";
import { withoutField } from "./without-field";

const away: AppError = { code: "unavailable", message: "Cannot reach Outspan. What you typed stays here. Try again." };

export function useAccountForm(action: (data: FormData) => Promise<Result<unknown>>) {
  const form = useRef<HTMLFormElement>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [isPending, start] = useTransition();
  const submit = (data: FormData) =>
    start(async () => {
      const failure = await attempt(action, data);
      setError(failure);
      const first = Object.keys(failure?.fields ?? {})[0]?.slice(1);
      const field = first ? form.current?.elements.namedItem(first) : null;
      if (field instanceof HTMLElement) field.focus();
    });
  return {
    form,
    error,
    isPending,
    fieldError: (name: string) => error?.fields?.[`/${name}`]?.[0],
    /** `action` serves a click that comes before hydration; afterwards onSubmit does, and nothing typed is reset. */
    props: {
      ref: form,
      // What is being corrected is wrong no longer until it is sent again.
      onInput: ({ target }: React.SubmitEvent<HTMLFormElement> | React.InputEvent<HTMLFormElement>) => {
        if (target instanceof HTMLInputElement) setError((now) => withoutField(now, `/${target.name}`));
      },
      action: submit,
      onSubmit: (event: React.SubmitEvent<HTMLFormElement>) => {
        event.preventDefault();
        submit(new FormData(event.currentTarget));
      },
    },
  };
}

async function attempt(action: (data: FormData) => Promise<Result<unknown>>, data: FormData): Promise<AppError | null> {
  try {
    const result = await action(data);
    return result.ok ? null : result.error;
  } catch (reason) {
    // A redirect travels as a rejection; only a lost connection is ours.
    unstable_rethrow(reason);
    return away;
  }
}
