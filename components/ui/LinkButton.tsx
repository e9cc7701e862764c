"use client";
// A link that looks like a button. Apart from the button, because next/link comes with it.
import Link from "next/link";
import type { ComponentProps } from "react";
import { ButtonLabel, type Look, look } from "./ButtonFace";
import { cn } from "./cn";

export function LinkButton({
  variant,
  size,
  icon,
  shortcut,
  className,
  children,
  ...rest
}: ComponentProps<typeof Link> & Look) {
  return (
    <Link {...rest} className={cn(look({ variant, size }), className)}>
      <ButtonLabel icon={icon} shortcut={shortcut}>
        {children}
      </ButtonLabel>
    </Link>
  );
}
