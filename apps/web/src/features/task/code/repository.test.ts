import { expect, it } from "vitest";
import { commitPage, repositoryPage } from "./repository";

it.each([
  ["https://github.com/acme/vision.git", "https://github.com/acme/vision"],
  ["git@github.com:acme/vision.git", "https://github.com/acme/vision"],
  ["ssh://git@gitlab.example:2222/acme/vision", "https://gitlab.example/acme/vision"],
  ["http://git.local:3000/a/b/", "http://git.local:3000/a/b"],
  ["https://user:secret@github.com/a/b.git", "https://github.com/a/b"],
  ["/srv/git/vision", null],
  ["file:///srv/git", null],
  ["javascript:alert(1)", null],
  ["", null],
  [undefined, null],
])("%s is at %s", (repository, page) => expect(repositoryPage(repository)).toBe(page));

it("knows where hosts show a commit", () => {
  const commit = "0123456789abcdef0123456789abcdef01234567";
  expect(commitPage("git@github.com:a/b.git", commit)).toBe(`https://github.com/a/b/commit/${commit}`);
  expect(commitPage("https://gitlab.com/a/b", commit)).toBe(`https://gitlab.com/a/b/-/commit/${commit}`);
  expect(commitPage("https://bitbucket.org/a/b", commit)).toBe(`https://bitbucket.org/a/b/commits/${commit}`);
  expect(commitPage("https://git.local/a/b", commit)).toBeNull();
  expect(commitPage("https://github.com/a/b", "main")).toBeNull();
});
