import { query } from "../../platform/endpoint";
import { Windows } from "../schema";
import { readWindows, WindowsRequest } from "../windows";

export const plots = query({
  name: "events.plots",
  since: "1.0",
  auth: "user",
  summary: "Read the plots of tasks' newest iterations and scroll to earlier or later ones",
  request: WindowsRequest,
  response: Windows,
}).handle((ctx, input) => readWindows(ctx, "plot", input));
