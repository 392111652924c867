import { type AnyEndpoint, definitionsOf, type Service } from "./endpoint";
import type { Version } from "./version";

/** All endpoints by wire name. */
export class Registry {
  private readonly byName = new Map<string, readonly AnyEndpoint[]>();

  constructor(readonly services: readonly Service[]) {
    for (const service of services) {
      for (const entry of Object.values(service.endpoints)) {
        const definitions = definitionsOf(entry);
        const name = definitions[0]?.name;
        if (name) this.byName.set(name, definitions);
      }
    }
  }

  /** The definition with the highest `since` that is not above the requested version (wire-protocol §1); null answers 404. */
  find(name: string, version: Version): AnyEndpoint | null {
    const definitions = this.byName.get(name) ?? [];
    return (
      definitions.find((definition) => definition.sinceVersion !== null && version.atLeast(definition.sinceVersion)) ??
      null
    );
  }

  /** Every definition that clients may call, in order of name. */
  all(): readonly AnyEndpoint[] {
    return [...this.byName.values()].flat().filter((endpoint) => endpoint.sinceVersion !== null);
  }
}
