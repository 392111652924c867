import type { AnyEndpoint, Endpoint, EndpointMap, Service } from "@limpid/core/platform/endpoint";
import { definitionsOf } from "@limpid/core/platform/endpoint";
import { newId } from "@limpid/core/platform/ids";
import { invoke } from "@limpid/core/platform/invoke";
import { LATEST } from "@limpid/core/platform/version";
import { services } from "@limpid/core/services";
import type { TRPCMutationProcedure, TRPCQueryProcedure } from "@trpc/server";
import type { z } from "zod";
import { asTRPCError, t } from "./base";
import { changes } from "./changes";
import type { RouterContext } from "./context";

/** One procedure for one endpoint; the call itself goes the same way as over REST. */
function procedure(endpoint: AnyEndpoint) {
  const resolver = async ({ ctx, getRawInput }: { ctx: RouterContext; getRawInput: () => Promise<unknown> }) => {
    const input = await getRawInput();
    try {
      const outcome = await invoke(
        ctx.app,
        endpoint,
        { presented: ctx.presented, caller: ctx.caller, version: LATEST, callId: newId() },
        () => input ?? {},
      );
      Object.assign(ctx.effects, outcome.effects);
      return outcome.result;
    } catch (error) {
      throw asTRPCError(error);
    }
  };
  // Validation belongs to invoke(), which must know the caller first; the parser here only carries the types.
  const base = t.procedure.input((value: unknown) => value);
  return endpoint.kind === "query" ? base.query(resolver as never) : base.mutation(resolver as never);
}

/** The newest definition of an entry. */
type Newest<Entry> = Entry extends readonly [infer First, ...unknown[]] ? First : Entry;

/** An empty request may be left out. */
type Given<Request extends z.ZodType> =
  // biome-ignore lint/suspicious/noConfusingVoidType: only void makes an argument that may be left out
  Record<string, never> extends z.input<Request> ? z.input<Request> | void : z.input<Request>;

type ProcedureOf<Entry> =
  Newest<Entry> extends Endpoint<infer Request, infer Response, infer Kind>
    ? Kind extends "query"
      ? TRPCQueryProcedure<{ input: Given<Request>; output: z.output<Response>; meta: object }>
      : Kind extends "mutation"
        ? TRPCMutationProcedure<{ input: Given<Request>; output: z.output<Response>; meta: object }>
        : never
    : never;

type ProceduresOf<Endpoints extends EndpointMap> = {
  [Action in keyof Endpoints as ProcedureOf<Endpoints[Action]> extends never ? never : Action]: ProcedureOf<
    Endpoints[Action]
  >;
};

type Services = (typeof services)[number];
type Routers = { [Entry in Services as Entry["name"]]: ProceduresOf<Entry["endpoints"]> };

function routerOf(entry: Service) {
  const actions = Object.entries(entry.endpoints).flatMap(([action, definitions]) => {
    const newest = definitionsOf(definitions)[0];
    return newest && newest.kind !== "batch" ? [[action, procedure(newest)] as const] : [];
  });
  return t.router(Object.fromEntries(actions));
}

const routers = Object.fromEntries(services.map((entry) => [entry.name, routerOf(entry)]));

/** The typed routers of the web app: one per wire service, procedures under the wire's action names, requests and replies as on the wire; and push. */
export const appRouter = t.router({ ...(routers as unknown as Routers), changes });
export type AppRouter = typeof appRouter;

/** Calls procedures without a network hop, for server components. */
export const createCaller = t.createCallerFactory(appRouter);
