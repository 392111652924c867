/** What the person at the terminal has to know: one line that says what to do. Shown without a stack; the exit code is 1. */
export class Failure extends Error {
  override name = "Failure";
}
