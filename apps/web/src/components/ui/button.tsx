import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";

const VARIANTS = {
  primary: "bg-accent text-on-accent hover:bg-accent-hover border border-transparent",
  secondary: "bg-raised text-text border border-line-strong hover:bg-hover",
  ghost: "text-muted hover:bg-hover hover:text-text border border-transparent",
  danger: "bg-danger-solid text-on-danger border border-transparent hover:brightness-110",
  link: "text-accent hover:underline underline-offset-2 border border-transparent !px-0 !h-auto",
} as const;

const SIZES = {
  sm: "h-7 px-2 text-xs gap-1.5",
  md: "h-8 px-3 text-sm gap-2",
  lg: "h-10 px-4 text-base gap-2",
  icon: "size-8 justify-center",
  "icon-sm": "size-7 justify-center",
} as const;

export interface ButtonProps extends ComponentProps<"button"> {
  /** primary = the one main action of a view; danger = destroys something. */
  variant?: keyof typeof VARIANTS;
  size?: keyof typeof SIZES;
  /** Renders the child (a link) with the button's look. */
  asChild?: boolean;
}

/** The button. Icon-only sizes need an `aria-label`. */
export function Button({ variant = "secondary", size = "md", asChild, className, type, ...props }: ButtonProps) {
  const Component = asChild ? Slot.Root : "button";
  return (
    <Component
      type={asChild ? undefined : (type ?? "button")}
      className={cn(
        "inline-flex shrink-0 items-center justify-center rounded-md font-medium whitespace-nowrap transition-colors duration-100 select-none",
        "disabled:pointer-events-none disabled:opacity-50 aria-disabled:pointer-events-none aria-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0",
        VARIANTS[variant],
        SIZES[size],
        className,
      )}
      {...props}
    />
  );
}
