import { EllipsisVertical, Pencil, Trash2 } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/components/ui/menu";

/** What can be done with the project whose page this is; data sets and pipelines are projects too. */
export function ProjectMenu(props: { label: string; onRename: () => void; onDelete: () => void }) {
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button variant="ghost" size="icon" aria-label={props.label}>
          <EllipsisVertical />
        </Button>
      </MenuTrigger>
      <MenuContent align="end">
        <MenuItem onSelect={props.onRename}>
          <Pencil /> Rename…
        </MenuItem>
        <MenuSeparator />
        <MenuItem danger onSelect={props.onDelete}>
          <Trash2 /> Delete…
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
