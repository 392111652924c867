"use client";

/**
 * A plot that somebody logged (`plot` events): `<PlotlyPlot plot={event.plot_str} title="confusion" height={360} />`. plotly.js comes on demand, is
 * kept off until the plot is on the screen, and is the strict build, which needs no eval under our CSP. Content is made inert in figure.ts.
 */
import { useEffect, useMemo, useRef, useState } from "react";
import { colorResolver, useThemeVersion } from "@/components/chart/theme";
import { useInView } from "@/components/chart/use-in-view";
import { Skeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/state";
import { cn } from "@/lib/cn";
import { COLOR_COUNT } from "@/lib/colors/run-colors";
import { type PlotlyFigure, parseFigure, themedLayout } from "./figure";

const CONFIG = {
  responsive: false,
  displaylogo: false,
  showLink: false,
  sendData: false,
  editable: false,
  modeBarButtonsToRemove: ["sendDataToCloud", "editInChartStudio", "lasso2d", "select2d"],
  // Maps would be fetched from plotly's own server.
  topojsonURL: "/topojson/",
  toImageButtonOptions: { format: "png", scale: 2 },
};

export function PlotlyPlot({
  plot,
  title,
  height = 360,
  className,
}: {
  plot: string;
  title: string;
  height?: number;
  className?: string;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLDivElement>(null);
  const inView = useInView(frame, "400px");
  const theme = useThemeVersion();
  const [failure, setFailure] = useState<unknown>(null);
  const [drawn, setDrawn] = useState(false);
  const parsed = useMemo(() => tryParse(plot), [plot]);

  useEffect(() => {
    const host = canvas.current;
    if (!inView || !host || !parsed.figure) return;
    const figure = parsed.figure;
    let gone = false;
    let stop: (() => void) | undefined;
    const draw = async () => {
      const { default: plotly } = await import("plotly.js-strict-dist-min");
      if (gone) return;
      await plotly.react(host, structuredClone(figure.data), themed(figure, theme), CONFIG);
      if (gone) return plotly.purge(host);
      setDrawn(true);
      const observer = new ResizeObserver(() => host.clientWidth > 0 && plotly.Plots.resize(host));
      observer.observe(host);
      stop = () => {
        observer.disconnect();
        plotly.purge(host);
      };
    };
    draw().catch((error: unknown) => {
      if (!gone) setFailure(error);
    });
    return () => {
      gone = true;
      stop?.();
      setDrawn(false);
    };
  }, [inView, parsed, theme]);

  const error = parsed.error ?? failure;
  return (
    <div
      ref={frame}
      role="img"
      aria-label={`Plot ${title}`}
      style={{ height }}
      className={cn("relative min-w-0 overflow-hidden", className)}
    >
      {error ? (
        <ErrorState compact title="This plot could not be drawn" error={error} />
      ) : (
        !drawn && <Skeleton className="absolute inset-1 rounded-md" />
      )}
      <div ref={canvas} className="absolute inset-0" />
    </div>
  );
}

function tryParse(plot: string): { figure: PlotlyFigure | null; error: unknown } {
  try {
    return { figure: parseFigure(plot), error: null };
  } catch (error) {
    return { figure: null, error };
  }
}

/** @param _theme is only there to be a dependency: colours are read from the page as it is now. */
function themed(figure: PlotlyFigure, _theme: number): Record<string, unknown> {
  const colors = colorResolver();
  const layout = themedLayout(figure.layout, {
    text: colors.resolve("var(--text)"),
    muted: colors.resolve("var(--text-muted)"),
    line: colors.resolve("var(--line)"),
    surface: colors.resolve("var(--surface-raised)"),
    font: getComputedStyle(document.body).fontFamily,
    palette: Array.from({ length: COLOR_COUNT }, (_, index) => colors.resolve(`var(--run-${index + 1})`)),
  });
  colors.done();
  return structuredClone(layout);
}
