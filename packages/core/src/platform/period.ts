import { z } from "zod";
import { errors } from "./errors";

/** Seconds since 1970, as far as dates go in JavaScript. */
const Seconds = z.number().nonnegative().max(8.64e12);

/** Request fields of the calls that report over time: both ends in seconds since 1970, and the seconds of one interval. */
export const periodFields = {
  from_date: Seconds,
  to_date: Seconds,
  interval: z.number().int().positive(),
};

/** What {@link periodFields} read. */
export interface Period {
  readonly from_date: number;
  readonly to_date: number;
  readonly interval: number;
}

/** @throws 400/16 the period ends before it begins. */
export function checkPeriod({ from_date, to_date }: Period): void {
  if (from_date >= to_date) throw errors.fieldsValueError("from_date is not before to_date", { from_date, to_date });
}
