import type { Metadata } from "next";
import { QueuesPage } from "@/features/workers/queues-page";

export const metadata: Metadata = { title: "Queues" };

export default function Queues() {
  return <QueuesPage />;
}
