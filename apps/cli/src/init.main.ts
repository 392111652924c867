// A process of its own, so that the supervisor, which lives as long as the server, never loads the database client.
import { type Founding, initialize } from "./initialize";

async function answer(founding: Founding): Promise<void> {
  const reply = await initialize(founding).then(
    (result) => ({ result }),
    (error: unknown) => ({ problem: error instanceof Error ? error.message : String(error) }),
  );
  process.send?.(reply, () => process.disconnect());
}

process.once("message", (founding) => void answer(founding as Founding));
