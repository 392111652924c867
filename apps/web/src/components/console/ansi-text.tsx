"use client";

import type { CSSProperties, ReactNode } from "react";
import { cn } from "@/lib/cn";
import { type AnsiSpan, type AnsiStyle, PLAIN, parseAnsi } from "./ansi";
import { rangesOf } from "./log-search";

/** Longer lines are cut: a browser cannot lay out a megabyte in one line while scrolling. */
export const LONGEST = 4_000;

const parsed = new Map<string, readonly AnsiSpan[]>();

/** Spans of a line; the lines on the screen are asked for again and again. */
function spansOf(text: string): readonly AnsiSpan[] {
  const known = parsed.get(text);
  if (known) return known;
  const spans = text.includes("\u001b")
    ? parseAnsi(text).spans
    : [{ text: text.replaceAll("\t", "    "), style: PLAIN }];
  if (parsed.size > 500) parsed.clear();
  parsed.set(text, spans);
  return spans;
}

/** A line of terminal output with its colours, addresses as links, and what is searched for marked. */
export function AnsiText({ text, pattern, current }: { text: string; pattern?: RegExp | null; current?: boolean }) {
  const spans = spansOf(text.length > LONGEST ? text.slice(0, LONGEST) : text);
  const ranges = pattern ? rangesOf(spans.map((span) => span.text).join(""), pattern) : [];
  let from = 0;
  return spans.map((span) => {
    const start = from;
    from += span.text.length;
    const content = markedParts(span.text, start, ranges, current ?? false);
    if (span.style === PLAIN) return content;
    return (
      <span key={start} style={cssOf(span.style)} className={classOf(span.style)}>
        {content}
      </span>
    );
  });
}

function markedParts(text: string, start: number, ranges: readonly (readonly [number, number])[], current: boolean) {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const [from, to] of ranges) {
    const [left, right] = [Math.max(from - start, at), Math.min(to - start, text.length)];
    if (right <= left) continue;
    if (left > at) parts.push(...linkedParts(text.slice(at, left), start + at));
    parts.push(
      <mark key={start + left} className={cn("rounded-[2px] text-text", current ? "bg-mark-current" : "bg-mark")}>
        {text.slice(left, right)}
      </mark>,
    );
    at = right;
  }
  if (at < text.length) parts.push(...linkedParts(text.slice(at), start + at));
  return parts;
}

function linkedParts(text: string, start: number): ReactNode[] {
  if (!text.includes("://")) return [text];
  const parts: ReactNode[] = [];
  let at = 0;
  for (const match of text.matchAll(/https?:\/\/[^\s<>"'`]+[^\s<>"'`.,;:!?)\]}]/g)) {
    if (match.index > at) parts.push(text.slice(at, match.index));
    parts.push(
      <a
        key={`link ${start + match.index}`}
        href={match[0]}
        target="_blank"
        rel="noreferrer noopener"
        className="underline decoration-line-strong underline-offset-2 hover:decoration-current"
      >
        {match[0]}
      </a>,
    );
    at = match.index + match[0].length;
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts;
}

/** A colour of the sixteen follows the theme; others are moved to a lightness that can be read on it. */
function colorOf(color: number | string): string {
  return typeof color === "number"
    ? `var(--ansi-${color})`
    : `oklch(from ${color} clamp(var(--ansi-darkest), l, var(--ansi-lightest)) c h)`;
}

function cssOf(style: AnsiStyle): CSSProperties {
  const { color, background } = style;
  if (style.inverse) {
    return {
      color: "var(--surface)",
      background: color === undefined ? "var(--text)" : colorOf(color),
    };
  }
  return {
    ...(color === undefined ? {} : { color: colorOf(color) }),
    // The text's own colour must stay readable on it: a tint says enough.
    ...(background === undefined ? {} : { background: `color-mix(in srgb, ${colorOf(background)} 24%, transparent)` }),
  };
}

function classOf(style: AnsiStyle): string | undefined {
  return (
    cn(
      style.bold && "font-semibold",
      style.dim && style.color === undefined && "text-muted",
      style.italic && "italic",
      style.underline && "underline",
      style.strike && "line-through",
    ) || undefined
  );
}
