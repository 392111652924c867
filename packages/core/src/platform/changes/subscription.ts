import type { App } from "../context";
import { errors } from "../errors";
import type { Caller, Identity, Presented } from "../identity";
import type { ChangesMessage, Subscription } from "./schema";
import { Subscriber } from "./subscriber";

/** Milliseconds between two messages to one page. */
const GAP = 200;

/** Milliseconds after which it is asked again who listens, whatever was told: an end that nobody told of counts soon too. */
const ASK_AGAIN = 60_000;

/**
 * Tells one page of changes until it goes away, each message with the position after it. What it says is less than the page's own calls would tell: which
 * topics to look at again, of its company or public.
 * @throws 401 rows of the error table, at once or when the session ends; 429/1 for too many.
 */
export async function* subscribe(
  app: App,
  who: { readonly presented: Presented; readonly caller: Caller },
  { topics, lastEventId }: Subscription,
  signal: AbortSignal,
): AsyncGenerator<readonly [position: string, message: ChangesMessage]> {
  const { feed } = app.changes;
  const identity = await identify(app, who);
  const subscriber = new Subscriber(topics, identity);
  feed.attach(subscriber, lastEventId);
  let asked = performance.now();
  try {
    while (!signal.aborted) {
      const expires =
        identity.expires === undefined ? Number.POSITIVE_INFINITY : identity.expires * 1000 - app.now().getTime();
      const left = Math.min(asked + ASK_AGAIN - performance.now(), Math.max(expires, 0) + 1);
      await subscriber.wait(Math.max(left, 0), signal);
      if (signal.aborted) return;
      if (subscriber.takeAccessChanged() || left <= 0 || expires <= 0 || performance.now() >= asked + ASK_AGAIN) {
        const { user, company, role } = await identify(app, who);
        if (user !== identity.user || company !== identity.company || role !== identity.role)
          throw errors.notAuthorized();
        asked = performance.now();
      }
      const message = subscriber.take();
      if (message === null) continue;
      yield [feed.position(), message];
      await pause(GAP, signal);
    }
  } finally {
    feed.detach(subscriber);
  }
}

async function identify(app: App, { presented, caller }: { presented: Presented; caller: Caller }): Promise<Identity> {
  const identity = await app.authenticator.authenticate(presented, caller);
  if (!identity) throw errors.noCredentials();
  return identity;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}
