declare module "plotly.js-strict-dist-min" {
  interface Plotly {
    react(
      element: HTMLElement,
      data: readonly Record<string, unknown>[],
      layout: Record<string, unknown>,
      config: Record<string, unknown>,
    ): Promise<void>;
    purge(element: HTMLElement): void;
    Plots: { resize(element: HTMLElement): void };
    downloadImage(
      element: HTMLElement,
      options: { format: "png" | "svg"; filename: string; width?: number; height?: number },
    ): Promise<string>;
  }
  const plotly: Plotly;
  // biome-ignore lint/style/noDefaultExport: the package has one
  export default plotly;
}
