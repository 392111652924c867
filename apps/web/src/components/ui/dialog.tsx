"use client";

import { X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import type { FormEventHandler, KeyboardEventHandler, ReactNode } from "react";
import { cn } from "@/lib/cn";
import { Button } from "./button";

/** A modal dialog. `footer` holds its buttons; with `onSubmit` the whole is a form. */
export function Dialog(props: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  footer?: ReactNode;
  onSubmit?: FormEventHandler<HTMLFormElement>;
  /** Keys anywhere in the dialog, wherever the focus is. */
  onKeyDown?: KeyboardEventHandler<HTMLDivElement>;
  size?: "sm" | "md" | "lg" | "xl";
}) {
  const width = { sm: "max-w-sm", md: "max-w-lg", lg: "max-w-2xl", xl: "max-w-5xl" }[props.size ?? "md"];
  const body = (
    <>
      {props.children && <div className="min-h-0 overflow-y-auto px-5 py-1">{props.children}</div>}
      {props.footer && <div className="flex flex-wrap justify-end gap-2 px-5 pt-4 pb-5">{props.footer}</div>}
    </>
  );
  return (
    <Primitive.Root open={props.open} onOpenChange={props.onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-overlay animate-appear" />
        <Primitive.Content
          onKeyDown={props.onKeyDown}
          {...(props.description ? {} : { "aria-describedby": undefined })}
          className={cn(
            "fixed top-[12vh] left-1/2 z-50 flex max-h-[80vh] w-[calc(100vw-24px)] -translate-x-1/2 flex-col rounded-lg border border-line bg-raised shadow-float outline-none animate-appear",
            width,
          )}
        >
          <div className="flex items-start gap-3 px-5 pt-4 pb-3">
            <div className="min-w-0 flex-1">
              <Primitive.Title className="text-lg font-semibold">{props.title}</Primitive.Title>
              {props.description && (
                <Primitive.Description asChild>
                  <div className="mt-1 text-sm text-muted">{props.description}</div>
                </Primitive.Description>
              )}
            </div>
            <Primitive.Close asChild>
              <Button variant="ghost" size="icon-sm" aria-label="Close" className="-mr-2">
                <X />
              </Button>
            </Primitive.Close>
          </div>
          {props.onSubmit ? (
            <form onSubmit={props.onSubmit} className="flex min-h-0 flex-col">
              {body}
            </form>
          ) : (
            body
          )}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
