"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { setPushState, useLivePaused, useOnline } from "@/lib/live";
import { toLogin, useTRPCClient } from "@/lib/trpc/client";
import { Push } from "./push";
import { Refresher } from "./refresher";

/** Keeps the tab's queries fresh by what the server pushes. Stands once in the frame of the pages. @param since the position that the page was made at. */
export function LiveUpdates({ since }: { since: string }) {
  const api = useTRPCClient();
  const queries = useQueryClient();
  const paused = useLivePaused();
  const online = useOnline();
  const first = useRef(since);
  const push = useRef<Push | null>(null);

  useEffect(() => {
    const refresher = new Refresher(queries);
    const made = new Push({
      since: first.current,
      topics: () => refresher.topics(),
      onChanges: (topics) => refresher.changed(topics),
      onResync: () => refresher.everything(),
      onState: setPushState,
      onError: toLogin,
      open: (input, { onData, onError, onComplete, onBroken }) =>
        api.changes.subscribe.subscribe(input, {
          onData,
          onError,
          onComplete,
          onConnectionStateChange: ({ state }) => {
            if (state === "connecting") onBroken();
          },
        }),
    });
    push.current = made;
    const unsubscribe = queries.getQueryCache().subscribe(({ type }) => {
      if (type === "observerAdded" || type === "observerOptionsUpdated") made.look();
    });
    return () => {
      unsubscribe();
      made.close();
      refresher.stop();
      push.current = null;
    };
  }, [api, queries]);

  useEffect(() => {
    const update = () => push.current?.want(!paused && online && document.visibilityState === "visible");
    update();
    document.addEventListener("visibilitychange", update);
    return () => document.removeEventListener("visibilitychange", update);
  }, [paused, online]);

  return null;
}
