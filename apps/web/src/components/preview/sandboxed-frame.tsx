import { cn } from "@/lib/cn";

/**
 * A page that somebody stored, in a frame without our origin: its scripts see neither this page nor the session. The file server sends it under a
 * policy that says the same, so that it is inert outside of the frame too.
 */
export function SandboxedFrame({ href, title, className }: { href: string; title: string; className?: string }) {
  return (
    <iframe
      src={href}
      title={title}
      sandbox="allow-scripts"
      referrerPolicy="no-referrer"
      loading="lazy"
      className={cn("w-full rounded-md border border-line bg-white", className)}
    />
  );
}
