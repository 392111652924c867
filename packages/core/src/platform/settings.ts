/** What the operator chose, read from the environment by the apps' `env.ts` and handed in; core never reads the environment. */
export interface Settings {
  /** Signs tokens and derives the key under which API secrets are hashed. Made per install. */
  readonly token_secret: string;
  /** Public addresses without a trailing slash. */
  readonly web_url: string;
  readonly api_url: string;
  readonly files_url: string;
  /** Reported by server.info and in token claims. */
  readonly server_version: string;
  /** Responses are checked against their contract: on in tests and development. */
  readonly check_responses: boolean;
  /** Seconds without a sign of life before the watchdog stops a task (wire-protocol §7.3). */
  readonly task_timeout_sec: number;
}
