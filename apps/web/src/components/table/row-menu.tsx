"use client";

import { type ReactNode, useState } from "react";
import { ContextMenu } from "@/components/ui/menu";

/** One menu at the pointer for all rows of a table: a menu for each row would cost time at every scroll. By keyboard it is the row's under the cursor. */
export function RowMenu<Row>(props: {
  /** The row of an index; of the cursor's without. */
  rowAt: (index: number | null) => Row | undefined;
  menu: (row: Row) => ReactNode;
  children: ReactNode;
}) {
  const [row, setRow] = useState<Row>();
  return (
    <ContextMenu content={row === undefined ? null : props.menu(row)}>
      <div
        className="contents"
        onContextMenuCapture={(event) => {
          const target = event.target as HTMLElement;
          const index = target.closest("[data-index]")?.getAttribute("data-index");
          const found =
            index || target.getAttribute("role") === "grid" ? props.rowAt(index ? Number(index) : null) : undefined;
          setRow(() => found);
          if (found === undefined) event.stopPropagation();
        }}
      >
        {props.children}
      </div>
    </ContextMenu>
  );
}

/** Opens the menu of the row around a button, at the button. */
export function openRowMenu(button: HTMLElement): void {
  const { left, bottom } = button.getBoundingClientRect();
  button.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, clientX: left, clientY: bottom }));
}
