import { isLoopback, withHost } from "../launcher/addresses";
import type { Surroundings } from "../launcher/launcher";

/** Under which addresses, and by which network, runs reach this server. */
export interface Reach {
  /** The network of containers; the engine's default when absent. */
  readonly network?: string;
  /** Further lines of /etc/hosts, as `name:address`. */
  readonly extraHosts: readonly string[];
  /** Addresses of the API, the best first; a run takes the first that answers. */
  readonly apis: readonly string[];
  /** The file server's address in links, and others that lead to it. */
  readonly files: readonly string[];
  readonly web: string;
}

/** What is known of the addresses beforehand. */
export interface Addresses {
  /** What an administrator says; it wins. */
  readonly chosen: { readonly api?: string; readonly web?: string; readonly files?: string };
  /** For people and SDKs. */
  readonly public: { readonly api: string; readonly web: string; readonly files: string };
  /** For this process; the public ones when absent. */
  readonly internal: { readonly api?: string; readonly files?: string };
}

/** Puts together what runs are told. */
export function reachOf({ chosen, public: open, internal }: Addresses, surroundings: Surroundings): Reach {
  const { network, hostName, extraHosts = [], loopback } = surroundings;
  const seen = (address: string | undefined): string[] => {
    if (!address || !isLoopback(address) || loopback) return address ? [address] : [];
    return hostName ? [withHost(address, hostName)] : [];
  };
  const files = chosen.files ?? open.files;
  return {
    ...(network ? { network } : {}),
    extraHosts,
    apis: unique(chosen.api ? [chosen.api] : [...seen(internal.api), ...seen(open.api), open.api]),
    // the first is what links are made of
    files: unique([files, ...(chosen.files ? [] : [...seen(internal.files), ...seen(open.files)])]),
    web: chosen.web ?? open.web,
  };
}

function unique(list: readonly string[]): string[] {
  return [...new Set(list)];
}
