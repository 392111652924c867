import { TRPCClientError } from "@trpc/client";

/** What a person is told about a failure: the reason, and the next step where we know one. */
export interface ErrorText {
  readonly reason: string;
  readonly hint?: string;
}

interface ErrorData {
  readonly httpStatus?: number;
  readonly protocol?: { readonly code: number; readonly subcode: number } | null;
}

/** The protocol's code and subcode of a failed call (wire-protocol §5); null for failures on the way. */
export function protocolCode(error: unknown): { code: number; subcode: number } | null {
  return error instanceof TRPCClientError ? ((error.data as ErrorData | null)?.protocol ?? null) : null;
}

/** HTTP status of a failed call; undefined when no answer came. */
export function errorStatus(error: unknown): number | undefined {
  return error instanceof TRPCClientError ? (error.data as ErrorData | null)?.httpStatus : undefined;
}

/** Words for any error that a page may meet. */
export function describeError(error: unknown): ErrorText {
  if (error instanceof TRPCClientError) {
    const status = errorStatus(error);
    if (status === undefined)
      return {
        reason: "The server does not answer.",
        hint: "Check that Limpid is running and that you are connected.",
      };
    if (status === 401) return { reason: "Your session has ended.", hint: "Log in again to go on." };
    if (status === 403)
      return {
        reason: sentence(error.message),
        hint: "Your role does not allow this; an administrator can change it.",
      };
    return { reason: sentence(error.message) };
  }
  if (error instanceof Error) return { reason: sentence(error.message) };
  return { reason: "Something went wrong." };
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return trimmed ? trimmed.charAt(0).toUpperCase() + trimmed.slice(1) : "Something went wrong.";
}
