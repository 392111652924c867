import { Client } from "@elastic/elasticsearch";
import { openEventStore } from "../src/open";
import type { EventStore } from "../src/store";

/** The node that `npm test -- elasticsearch` has found or started. */
export const node = process.env.LIMPID_TEST_ELASTICSEARCH ?? "http://127.0.0.1:9200";

/** Indices of one test file. */
export class TestIndices {
  readonly prefix = `test-${Math.random().toString(36).slice(2)}`;
  readonly heads = `${this.prefix}-event-heads`;
  readonly documents = `${this.prefix}-event-documents`;
  readonly client = new Client({ node });

  /** @param through another address of the node */
  url(through = node): string {
    return `${through}?prefix=${this.prefix}`;
  }

  open(through?: string): Promise<EventStore> {
    return openEventStore({ url: this.url(through), autoCompact: false });
  }

  /** How many documents an owner has, whether a head names them or not. */
  async count(owner: string): Promise<number> {
    await this.client.indices.refresh({ index: this.documents });
    return (await this.client.count({ index: this.documents, query: { term: { owner } } })).count;
  }

  async drop(): Promise<void> {
    const index = Object.keys(await this.client.indices.get({ index: `${this.prefix}-*` }));
    await this.client.indices.delete({ index });
    await this.client.indices.deleteIndexTemplate({ name: this.heads });
    await this.client.indices.deleteIndexTemplate({ name: this.documents });
    await this.client.close();
  }
}
