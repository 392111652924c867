export { createRouterContext, type RouterContext } from "./context";
export { type AppRouter, appRouter, createCaller } from "./router";
