"use client";

import { createContext, type ReactNode, use } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import rehypeSanitize from "rehype-sanitize";
import remarkGfm from "remark-gfm";
import { cn } from "@/lib/cn";

/** What stands in place of code fenced under a name: ` ```chart `. Null leaves it as code. */
export type Fence = (language: string, text: string) => ReactNode;

const FenceContext = createContext<Fence | undefined>(undefined);

const REMARK = [remarkGfm];
const REHYPE = [rehypeSanitize];

/** The same for all texts: another function would be another component, and what it had drawn would be thrown away. */
const COMPONENTS: Components = {
  a: ({ href, children }) => (
    <a href={href} target={href?.startsWith("#") ? undefined : "_blank"} rel="noreferrer noopener">
      {children}
    </a>
  ),
  pre: function Pre({ node, children }) {
    const fence = use(FenceContext);
    const code = node?.children[0];
    if (fence && code?.type === "element") {
      const [name] = Array.isArray(code.properties.className) ? code.properties.className : [];
      const [text] = code.children;
      const drawn = text?.type === "text" && fence(String(name).replace(/^language-/, ""), text.value);
      if (drawn) return drawn;
    }
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    return <pre tabIndex={0}>{children}</pre>;
  },
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <div className="my-3 overflow-x-auto" tabIndex={0}>
      <table>{children}</table>
    </div>
  ),
  input: ({ checked }) => <input type="checkbox" checked={checked ?? false} readOnly disabled aria-label="Done" />,
};

/** Markdown that people wrote (GitHub's flavour), sanitised: no scripts, no frames, links that open elsewhere tell nobody where from. */
export function Markdown({ text, className, fence }: { text: string; className?: string; fence?: Fence }) {
  return (
    <div
      className={cn(
        "max-w-3xl text-sm leading-6 break-words [&_a]:text-accent [&_a]:underline [&_a]:underline-offset-2 [&_blockquote]:border-l-2 [&_blockquote]:border-line-strong [&_blockquote]:pl-3 [&_blockquote]:text-muted",
        "[&_code]:rounded-sm [&_code]:bg-sunken [&_code]:px-1 [&_code]:font-mono [&_code]:text-xs [&_h1]:mt-4 [&_h1]:mb-2 [&_h1]:text-xl [&_h1]:font-semibold [&_h2]:mt-4 [&_h2]:mb-2 [&_h2]:text-lg [&_h2]:font-semibold [&_h3]:mt-3 [&_h3]:mb-1 [&_h3]:font-semibold",
        "[&_hr]:my-4 [&_img]:max-w-full [&_li]:my-0.5 [&_ol]:list-decimal [&_ol]:pl-5 [&_p]:my-2 [&_pre]:my-2 [&_pre]:overflow-x-auto [&_pre]:rounded-md [&_pre]:border [&_pre]:border-line [&_pre]:bg-sunken [&_pre]:p-3 [&_pre_code]:bg-transparent [&_pre_code]:p-0 [&_ul]:list-disc [&_ul]:pl-5",
        "[&_.contains-task-list]:list-none [&_.contains-task-list]:pl-1 [&_td]:border-b [&_td]:border-line [&_td]:px-3 [&_td]:py-1 [&_td]:tabular [&_th]:border-b [&_th]:border-line-strong [&_th]:px-3 [&_th]:py-1 [&_th]:text-left [&_th]:font-medium",
        className,
      )}
    >
      <FenceContext value={fence}>
        <ReactMarkdown remarkPlugins={REMARK} rehypePlugins={REHYPE} components={COMPONENTS}>
          {text}
        </ReactMarkdown>
      </FenceContext>
    </div>
  );
}
