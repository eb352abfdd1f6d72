"""The page of a resource's charts, and each chart as CSV; mixed into `RecordView`."""

from __future__ import annotations

from typing import Any

from flask import Response, abort
from flask_appbuilder import expose
from flask_babel import gettext

from app.screens.chart import conditions_bar, figure, figures, rows, visible
from app.screens.export_view import attachment
from app.screens.resource_view import ResourceView
from app.screens.table import link
from app.screens.values import Button, Item, Page
from app.screens.web import show
from app.screens.work import address
from app.transfer.csv_out import csv_stream
from app.transfer.neutral import neutral_row


class ChartView(ResourceView):
    """`/<resource>/chart/`: the figures of the list, under the list's own conditions."""

    @expose("/chart/")
    def chart(self) -> Any:
        """The page with all figures that the viewer may see."""
        work, resource = self.start("list")
        if not resource.charts:
            abort(404)
        query = self.query(work, resource)
        url = f"/{resource.name}/chart/"
        page = Page(
            title=gettext("%(resource)s: charts", resource=resource.plural),
            crumbs=(Item(label=resource.plural, url=link(address(resource.name), query)),),
            buttons=(Button(label=gettext("Show the list"), url=link(address(resource.name), query), icon="list"),),
        )
        return show(
            "chart.html",
            page,
            current=resource.name,
            figures=figures(work, query),
            table=conditions_bar(work, query, url),
        )

    @expose("/chart/<int:index>.csv")
    def chart_csv(self, index: int) -> Any:
        """One figure as a small table. Nothing is written, so that a link does."""
        work, resource = self.start("list")
        chart = dict(visible(work, resource)).get(index)
        if chart is None:
            abort(404)
        counted = figure(work, self.query(work, resource), index, chart)
        body = b"".join(
            csv_stream([gettext("Group"), counted.unit or gettext("Count")], [map(neutral_row, rows(counted))])
        )
        return Response(body, mimetype="text/csv", headers=attachment(f"{resource.plural} {chart.label}", "csv", work))
