import type { AnyEndpoint } from "@limpid/core/platform/endpoint";
import type { ProtocolError } from "@limpid/core/platform/errors";
import type { Version } from "@limpid/core/platform/version";

/** What is known of a call when its answer is written. */
export interface CallFacts {
  readonly callId: string;
  /** `X-Clearml-Trx`, else the call id. */
  readonly trx: string;
  readonly name: string | null;
  readonly version: Version | null;
  readonly endpoint: AnyEndpoint | null;
}

/** The answer of a call that went well (wire-protocol §2). */
export function success(call: CallFacts, data: unknown): string {
  return JSON.stringify({ meta: meta(call, 200, 0, "OK"), data: data ?? {} });
}

/** The answer of a call that failed. `error_stack` stays null: a stack is nobody's business but the log's. */
export function failure(call: CallFacts, error: Pick<ProtocolError, "code" | "subcode" | "message">): string {
  return JSON.stringify({ meta: meta(call, error.code, error.subcode, error.message), data: {} });
}

function meta(call: CallFacts, code: number, subcode: number, message: string) {
  const { version, endpoint } = call;
  return {
    id: call.callId,
    trx: call.trx,
    endpoint: {
      name: call.name,
      requested_version: version ? version.onWire(version) : null,
      actual_version: endpoint?.sinceVersion && version ? endpoint.sinceVersion.onWire(version) : null,
    },
    result_code: code,
    result_subcode: subcode,
    result_msg: message,
    error_stack: null,
    error_data: {},
  };
}
