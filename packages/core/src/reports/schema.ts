import { z } from "zod";

/** Names of tasks have three characters at least; the calls on reports say so with 400/12. */
export const ReportName = z.string().trim().min(3);

/** What one may say of a report when it is made and later. */
export const reportFields = {
  tags: z.array(z.string()).nullish(),
  comment: z.string().nullish(),
  /** Markdown. */
  report: z.string().nullish(),
  /** Addresses of what the text shows. */
  report_assets: z.array(z.string()).nullish(),
};

/** A change of state, and what is said about it. */
export const reportChange = { task: z.string(), message: z.string().nullish() };
