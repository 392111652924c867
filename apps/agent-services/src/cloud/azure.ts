import { createHmac } from "node:crypto";
import type { App } from "@limpid/core/platform/context";
import type { FileRemover } from "@limpid/core/storage/deletions";
import type { AzureSettings } from "@limpid/core/storage/schema";
import { readSettings } from "@limpid/core/storage/settings";
import { partsOf, removeEach, sendDelete } from "./delete";

/** Microsoft's clouds: an address may lead nowhere else, whatever host it names. */
const HOST = /^([a-z0-9]{3,24})\.blob\.core\.(?:windows\.net|chinacloudapi\.cn|usgovcloudapi\.net)$/;
const API_VERSION = "2021-08-06";

/** A blob as `azure://<account>.blob.core.windows.net/<container>/<blob>` names it; clients do not quote such addresses. */
export interface AzureBlob {
  readonly account: string;
  readonly host: string;
  readonly container: string;
  readonly blob: string;
}

/** Deletes blobs of Azure through its REST API, with the company's account keys. @param endpoint for tests: of a host */
export function azureRemover(app: App, endpoint = (host: string) => `https://${host}`): FileRemover {
  return {
    async remove(urls, company) {
      const { azure } = await readSettings(app, company);
      return removeEach(urls, async (url) => {
        const blob = parseAzure(url);
        const address = new URL(endpoint(blob.host) + pathOf(blob));
        // with its snapshots, which keep a blob from being deleted
        const headers = {
          "x-ms-date": app.now().toUTCString(),
          "x-ms-delete-snapshots": "include",
          "x-ms-version": API_VERSION,
        };
        await sendDelete(address, {
          ...headers,
          authorization: `SharedKey ${blob.account}:${sign(keyFor(blob, azure), blob.account, address.pathname, headers)}`,
        });
      });
    },
  };
}

/** @throws when the address names no blob in one of Microsoft's clouds. */
export function parseAzure(url: string): AzureBlob {
  const [host = "", container = "", ...path] = partsOf(url);
  const [, account] = HOST.exec(host.toLowerCase()) ?? [];
  const blob = path.join("/");
  if (!account || container === "" || blob === "") throw new Error("the address names no blob");
  return { account, host: host.toLowerCase(), container, blob };
}

/** The key of a blob's account: set for its container, else for all. @throws when there is none */
export function keyFor({ account, container }: AzureBlob, { containers }: AzureSettings): string {
  const ofAccount = containers.filter((one) => one.account_name === account && one.account_key);
  const best =
    ofAccount.find((one) => one.container_name === container) ?? ofAccount.find((one) => !one.container_name);
  if (!best?.account_key) throw new Error(`no credentials are set for azure://${account}/${container}`);
  return best.account_key;
}

function pathOf({ container, blob }: AzureBlob): string {
  return `/${encodeURIComponent(container)}/${blob.split("/").map(encodeURIComponent).join("/")}`;
}

/** The signature of a DELETE without body by the shared-key scheme: eleven empty lines stand for headers that it does not have. */
function sign(key: string, account: string, path: string, headers: Readonly<Record<string, string>>): string {
  const named = Object.entries(headers).sort(([one], [other]) => (one < other ? -1 : 1));
  const text = [
    "DELETE",
    ...Array(11).fill(""),
    ...named.map(([name, value]) => `${name}:${value}`),
    `/${account}${path}`,
  ];
  return createHmac("sha256", Buffer.from(key, "base64")).update(text.join("\n")).digest("base64");
}
