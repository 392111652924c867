/** The web page of a git repository; null when its address tells none. `git@github.com:acme/x.git`, `ssh://git@host:22/acme/x` and https are known. */
export function repositoryPage(repository: string | undefined): string | null {
  if (!repository) return null;
  const text = repository.trim();
  const short = /^[\w.-]+@([\w.-]+):(?!\/)(.+)$/.exec(text);
  if (short) return `https://${short[1]}/${withoutGit(short[2] ?? "")}`;
  try {
    const url = new URL(text);
    if (!["http:", "https:", "ssh:", "git:", "git+ssh:"].includes(url.protocol)) return null;
    const scheme = url.protocol === "http:" ? "http" : "https";
    const host = url.protocol.startsWith("http") ? url.host : url.hostname;
    return `${scheme}://${host}/${withoutGit(url.pathname.replace(/^\/+/, ""))}`;
  } catch {
    return null;
  }
}

function withoutGit(path: string): string {
  return path.replace(/\/+$/, "").replace(/\.git$/, "");
}

/** The page of a commit, where the host's addresses are known. */
export function commitPage(repository: string | undefined, commit: string | undefined): string | null {
  const page = repositoryPage(repository);
  if (!page || !commit || !/^[0-9a-f]{7,40}$/i.test(commit)) return null;
  const { hostname } = new URL(page);
  if (hostname.includes("gitlab")) return `${page}/-/commit/${commit}`;
  if (hostname.includes("bitbucket")) return `${page}/commits/${commit}`;
  return hostname.includes("github") ? `${page}/commit/${commit}` : null;
}
