import type { z } from "zod";
import type { Context } from "./context";
import type { Role } from "./identity";
import type { RawReply } from "./reply";
import { Version } from "./version";

/** Who may call: anybody; anybody, but known when the log-in given is right; any user who is logged in; only these roles. */
export type Access = "none" | "optional" | "user" | readonly Role[];

/** `service.action`, as in the path. */
export type WireName = `${string}.${string}`;

/** The contract of one endpoint in one version range (house law 1). */
export interface Contract<Request extends z.ZodType, Response extends z.ZodType> {
  readonly name: WireName;
  /** First API version that this definition serves (the handler_min_versions of the protocol). None: only our web app may call it. */
  readonly since?: string;
  readonly auth: Access;
  readonly summary: string;
  readonly request: Request;
  readonly response: Response;
  /** Media type of replies that are no envelope ({@link RawReply}). */
  readonly media?: `${string}/${string}`;
  /** Subcode for a missing required field: 12, or 11 in the few calls without a request model (wire-protocol §1). */
  readonly missing?: 11 | 12;
}

export type EndpointKind = "query" | "mutation" | "batch";

/** An endpoint with its handler. What doors, OpenAPI page, tRPC routers and the generic tests are derived from. */
export interface Endpoint<
  Request extends z.ZodType = z.ZodType,
  Response extends z.ZodType = z.ZodType,
  Kind extends EndpointKind = EndpointKind,
> extends Contract<Request, Response> {
  readonly kind: Kind;
  readonly sinceVersion: Version | null;
  /** Input has passed `request`; in a batch it is the parsed lines, unchecked and to be gone through once, for a hand-checked fast path. */
  readonly handler: (ctx: Context, input: never) => Promise<unknown>;
}

/** What a handler of this endpoint is given. */
type Input<Request extends z.ZodType, Kind extends EndpointKind> = Kind extends "batch"
  ? Iterable<Record<string, unknown>>
  : z.output<Request>;

type Handler<Request extends z.ZodType, Response extends z.ZodType, Kind extends EndpointKind> = (
  ctx: Context,
  input: Input<Request, Kind>,
) => Promise<z.input<Response> | RawReply> | z.input<Response> | RawReply;

function definer<Kind extends EndpointKind>(kind: Kind) {
  return <Request extends z.ZodType, Response extends z.ZodType>(contract: Contract<Request, Response>) => ({
    /** A second step, so that the response type is fixed before the handler is checked. */
    handle(handler: Handler<Request, Response, Kind>): Endpoint<Request, Response, Kind> {
      return {
        ...contract,
        kind,
        sinceVersion: contract.since ? Version.of(contract.since) : null,
        handler: async (ctx, input) => handler(ctx, input),
      };
    },
  });
}

/** An endpoint that only reads. */
export const query = definer("query");

/** An endpoint that changes something. */
export const mutation = definer("mutation");

/** An endpoint that takes JSON lines (wire-protocol §1); an ordinary JSON body is a batch of one. `request` describes one line. */
export const batch = definer("batch");

/** A wire service: its endpoints under their action names; several definitions of one name are listed newest first. */
export interface Service<Name extends string = string, Endpoints extends EndpointMap = EndpointMap> {
  readonly name: Name;
  readonly endpoints: Endpoints;
}

// biome-ignore-start lint/suspicious/noExplicitAny: a map of endpoints is heterogeneous; each entry keeps its own types
export type AnyEndpoint = Endpoint<any, any, any>;
// biome-ignore-end lint/suspicious/noExplicitAny: end of the exception
export type EndpointMap = Readonly<Record<string, AnyEndpoint | readonly [AnyEndpoint, ...AnyEndpoint[]]>>;

/**
 * Declares a service. Throws at start when an entry is listed under another name than its own, or older definitions stand before newer ones.
 */
export function service<Name extends string, Endpoints extends EndpointMap>(
  name: Name,
  endpoints: Endpoints,
): Service<Name, Endpoints> {
  for (const [action, entry] of Object.entries(endpoints)) {
    const definitions = definitionsOf(entry);
    for (const [index, definition] of definitions.entries()) {
      if (definition.name !== `${name}.${action}`)
        throw new TypeError(`${definition.name} is listed as ${name}.${action}`);
      const older = definitions[index + 1];
      if (older?.sinceVersion && definition.sinceVersion?.below(older.sinceVersion)) {
        throw new TypeError(`${definition.name}: list the newest definition first`);
      }
    }
  }
  return { name, endpoints };
}

/** All definitions of an entry, the newest first. */
export function definitionsOf(entry: AnyEndpoint | readonly AnyEndpoint[]): readonly AnyEndpoint[] {
  return Array.isArray(entry) ? (entry as readonly AnyEndpoint[]) : [entry as AnyEndpoint];
}
