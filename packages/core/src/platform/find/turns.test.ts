import fc from "fast-check";
import { expect, it } from "vitest";
import { Turns } from "./turns";

it("lets everybody do so many things at a time, in order, whatever fails, and holds up nobody else", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.record({ owner: fc.constantFrom("a", "b"), fails: fc.boolean() }), { maxLength: 20 }),
      async (scheduler, tasks) => {
        const turns = new Turns(3);
        const running: Record<string, number> = { a: 0, b: 0 };
        const begun: Record<string, number[]> = { a: [], b: [] };
        const outcomes = tasks.map(({ owner, fails }, index) =>
          turns.run(owner, async () => {
            begun[owner]?.push(index);
            running[owner] = (running[owner] ?? 0) + 1;
            expect(running[owner]).toBeLessThanOrEqual(3);
            await scheduler.schedule(Promise.resolve());
            running[owner] = (running[owner] ?? 0) - 1;
            if (fails) throw new Error("it failed");
          }),
        );
        const settled = Promise.allSettled(outcomes);
        for (const owner of ["a", "b"]) {
          const own = tasks.filter((task) => task.owner === owner).length;
          expect(running[owner]).toBe(Math.min(own, 3));
        }
        await scheduler.waitFor(settled);
        const failed = (await settled).map(({ status }) => status === "rejected");
        expect(failed).toEqual(tasks.map(({ fails }) => fails));
        for (const order of Object.values(begun)) expect(order).toEqual([...order].sort((x, y) => x - y));
      },
    ),
  );
});
