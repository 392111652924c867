import { type Client, errors } from "@elastic/elasticsearch";
import { persist } from "./faults";
import { documents, heads, VERSION } from "./mappings";

/** How long the name of the index that is written to is trusted, in milliseconds. */
const trust = 30_000;
/** Beyond this a month gets another index: one that moves and recovers in minutes. */
const fullIndex = { max_primary_shard_size: "30gb" } as const;

const monthOf = (now: number): string => new Date(now).toISOString().slice(0, 7).replace("-", ".");

/** Somebody else was faster. */
const existsAlready = (error: unknown): boolean =>
  error instanceof errors.ResponseError &&
  (error.body as { error?: { type?: string } } | undefined)?.error?.type === "resource_already_exists_exception";

const isMissing = (error: unknown): boolean => error instanceof errors.ResponseError && error.statusCode === 404;

/** The indices of one store: names, templates, rollover. */
export class Indices {
  /** Alias of the index of heads. */
  readonly heads: string;
  /** Alias of the months of documents. */
  readonly documents: string;
  #current: { readonly index: string; readonly until: number } | undefined;

  constructor(
    private readonly client: Client,
    prefix: string,
  ) {
    this.heads = `${prefix}-event-heads`;
    this.documents = `${prefix}-event-documents`;
  }

  /**
   * Brings templates to this version and makes the first indices; processes that start together do not disturb each other.
   * @throws Error when a newer version has been here
   */
  async install(patience?: number): Promise<void> {
    await persist(async () => {
      await this.#putTemplate(this.heads, heads);
      await this.#putTemplate(this.documents, documents);
      await this.#create(this.heads, `${this.heads}-000001`);
      await this.#create(this.documents, `${this.documents}-${monthOf(Date.now())}-000001`);
    }, patience);
  }

  async #putTemplate(name: string, template: typeof heads | typeof documents): Promise<void> {
    const known = await this.client.indices.getIndexTemplate({ name }).catch((error: unknown) => {
      if (isMissing(error)) return { index_templates: [] };
      throw error;
    });
    const version = known.index_templates[0]?.index_template.version ?? 0;
    if (version > VERSION) {
      throw new Error(`the event store was upgraded by a newer version (${version}); this one knows ${VERSION}`);
    }
    if (version === VERSION) return;
    await this.client.indices.putIndexTemplate({
      name,
      index_patterns: [`${name}-*`],
      version: VERSION,
      priority: 500,
      template,
      // Shards, replicas and tiers of the operator's own.
      composed_of: [`${name}-custom`],
      ignore_missing_component_templates: [`${name}-custom`],
    });
  }

  async #create(alias: string, index: string): Promise<void> {
    if (await this.client.indices.existsAlias({ name: alias })) return;
    await this.client.indices
      .create({ index, aliases: { [alias]: { is_write_index: true } } })
      .catch((error: unknown) => {
        if (!existsAlready(error)) throw error;
      });
  }

  /** The month that new documents go to, by its own name: so a retry meets what it wrote before. */
  async current(): Promise<string> {
    if (this.#current && this.#current.until > Date.now()) return this.#current.index;
    const { result } = await persist(() => this.client.indices.getAlias({ name: this.documents }));
    const index = Object.entries(result).find(([, { aliases }]) => aliases[this.documents]?.is_write_index)?.[0];
    if (!index) throw new Error(`the alias ${this.documents} has no index that is written to`);
    this.#current = { index, until: Date.now() + trust };
    return index;
  }

  /** Opens the next index when the month is over or the current one is full. */
  async rollOver(now: number): Promise<void> {
    const current = await this.current();
    const [, month = "", number = "0"] = /-(\d{4}\.\d{2})-(\d+)$/.exec(current) ?? [];
    const isOver = month < monthOf(now);
    const next = isOver ? 1 : Number(number) + 1;
    const new_index = `${this.documents}-${isOver ? monthOf(now) : month}-${String(next).padStart(6, "0")}`;
    await persist(() =>
      this.client.indices
        .rollover({ alias: this.documents, new_index, ...(isOver ? {} : { conditions: fullIndex }) })
        .catch((error: unknown) => {
          if (!existsAlready(error)) throw error;
        }),
    );
    this.#current = undefined;
  }
}
