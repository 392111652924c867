"use client";

/**
 * A plot that somebody logged (`plot` events): `<LoggedPlot plot={event.plot_str} title="confusion" height={360} />`. Tables and pictures are shown
 * as such; plotly.js comes on demand, is kept off until the plot is on the screen, and is the strict build, which needs no eval under our CSP.
 * Content is made inert in figure.ts.
 */
import { useEffect, useMemo, useRef, useState } from "react";
import { colorResolver, useThemeVersion } from "@/components/chart/theme";
import { useInView } from "@/components/chart/use-in-view";
import { DataGrid } from "@/components/preview/data-grid";
import { Skeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/state";
import { useSession } from "@/features/session/session";
import { cn } from "@/lib/cn";
import { COLOR_COUNT } from "@/lib/colors/run-colors";
import { fileHref } from "@/lib/file-href";
import { type ImageSource, imageOf, type PlotlyFigure, parseFigure, tableOf, themedLayout, titleOf } from "./figure";

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

export function LoggedPlot(props: { plot: string; title: string; height?: number; className?: string }) {
  const { plot, title, height = 360 } = props;
  const { addresses } = useSession();
  const parsed = useMemo(() => tryParse(plot, (source) => ownFile(source, addresses)), [plot, addresses]);
  if (!parsed.figure) return <ErrorState compact title="This plot could not be drawn" error={parsed.error} />;
  const table = tableOf(parsed.figure);
  if (table) {
    return (
      <div style={{ height }} className={cn("flex min-w-0", props.className)}>
        <DataGrid title={title} {...table} className="flex-1" />
      </div>
    );
  }
  const image = imageOf(parsed.figure);
  if (image) {
    return (
      <div style={{ height }} className={cn("grid min-w-0 place-items-center", props.className)}>
        {/* biome-ignore lint/performance/noImgElement: stored pictures are not optimised by Next */}
        <img
          src={image}
          alt={title}
          loading="lazy"
          className="max-h-full max-w-full rounded-md object-contain"
          style={{ maxHeight: height }}
        />
      </div>
    );
  }
  return <Figure figure={parsed.figure} title={title} height={height} className={props.className} />;
}

/** Our own files only: a stored plot must not tell a stranger who looked at it. */
function ownFile(source: string, addresses: Parameters<typeof fileHref>[1]): string | null {
  const href = fileHref(source, addresses);
  return href?.startsWith("/files/") ? href : null;
}

function Figure(props: { figure: PlotlyFigure; title: string; height: number; className?: string }) {
  const { figure, title, height } = props;
  const frame = useRef<HTMLElement>(null);
  const canvas = useRef<HTMLDivElement>(null);
  const inView = useInView(frame, "400px");
  const theme = useThemeVersion();
  const [failure, setFailure] = useState<unknown>(null);
  const [drawn, setDrawn] = useState(false);

  // A newer figure is drawn into the older one: nothing flickers while a run goes on.
  useEffect(() => {
    const host = canvas.current;
    if (!inView || !host) return;
    let outdated = false;
    const draw = async () => {
      const { default: plotly } = await import("plotly.js-strict-dist-min");
      if (outdated) return;
      await plotly.react(host, structuredClone(figure.data), themed(figure, title, theme), CONFIG);
      setDrawn(true);
    };
    draw().catch((error: unknown) => {
      if (!outdated) setFailure(error);
    });
    return () => {
      outdated = true;
    };
  }, [inView, figure, title, theme]);

  useEffect(() => {
    const host = canvas.current;
    if (!drawn || !inView || !host) return;
    let stop: (() => void) | undefined;
    let gone = false;
    void import("plotly.js-strict-dist-min").then(({ default: plotly }) => {
      if (gone) return plotly.purge(host);
      const observer = new ResizeObserver(() => host.clientWidth > 0 && plotly.Plots.resize(host));
      observer.observe(host);
      stop = () => {
        observer.disconnect();
        plotly.purge(host);
        setDrawn(false);
      };
    });
    return () => {
      gone = true;
      stop?.();
    };
  }, [drawn, inView]);

  return (
    <figure
      ref={frame}
      aria-label={`Plot ${title}`}
      style={{ height }}
      className={cn("relative min-w-0 overflow-hidden", props.className)}
    >
      {failure ? (
        <ErrorState compact title="This plot could not be drawn" error={failure} />
      ) : (
        !drawn && <Skeleton className="absolute inset-1 rounded-md" />
      )}
      <div ref={canvas} className="absolute inset-0" />
    </figure>
  );
}

function tryParse(plot: string, own: ImageSource): { figure: PlotlyFigure | null; error: unknown } {
  try {
    return { figure: parseFigure(plot, own), error: null };
  } catch (error) {
    return { figure: null, error };
  }
}

/**
 * @param title stands above the plot already: a figure that says the same does not say it twice.
 * @param _theme is only there to be a dependency: colours are read from the page as it is now.
 */
function themed({ layout: own }: PlotlyFigure, title: string, _theme: number): Record<string, unknown> {
  const colors = colorResolver();
  const layout = themedLayout(title.includes(titleOf(own)) ? { ...own, title: undefined } : own, {
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
