"use client";

import { EllipsisVertical, ZoomOut } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Menu, MenuCheckboxItem, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/components/ui/menu";
import { saveBlob, saveText } from "@/lib/save";
import { X_AXIS_NAMES, type XAxis } from "./axis";
import { seriesToCsv } from "./csv";
import type { ChartSeries } from "./series";

/** Buttons of one chart: reset of the zoom when there is one, log axis, downloads. */
export function ChartToolbar(props: {
  title: string;
  series: readonly ChartSeries[];
  xAxis: XAxis;
  zoomed: boolean;
  onReset: () => void;
  yLog: boolean;
  onYLogChange: (on: boolean) => void;
  getCanvas: () => HTMLCanvasElement | null;
}) {
  return (
    <>
      {props.zoomed && (
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label="Reset zoom"
          title="Reset zoom (double click)"
          onClick={props.onReset}
        >
          <ZoomOut />
        </Button>
      )}
      <Menu>
        <MenuTrigger asChild>
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={`Options of chart ${props.title}`}
            className="opacity-0 group-focus-within/chart:opacity-100 group-hover/chart:opacity-100 data-[state=open]:opacity-100 pointer-coarse:opacity-100"
          >
            <EllipsisVertical />
          </Button>
        </MenuTrigger>
        <MenuContent align="end">
          <MenuCheckboxItem checked={props.yLog} onCheckedChange={props.onYLogChange}>
            Logarithmic y axis
          </MenuCheckboxItem>
          <MenuSeparator />
          <MenuItem
            onSelect={() =>
              saveText(seriesToCsv(props.series, X_AXIS_NAMES[props.xAxis]), `${props.title}.csv`, "text/csv")
            }
          >
            Download values (CSV)
          </MenuItem>
          <MenuItem onSelect={() => props.getCanvas()?.toBlob((blob) => blob && saveBlob(blob, `${props.title}.png`))}>
            Download image (PNG)
          </MenuItem>
        </MenuContent>
      </Menu>
    </>
  );
}
