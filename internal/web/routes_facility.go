package web

import (
	"schakel/internal/kernel/access"
	"schakel/internal/web/facilityweb"
)

// facilityRoutes are the labs, rooms and machines of a network and who has them when. Everybody in the network sees that one is taken;
// what for is seen by who reads the engagements of the school.
func facilityRoutes(s Services) []route {
	h := facilityweb.New(s.Facility, s.Network)
	show, act := pagesOf(access.C1)
	return []route{
		{show("GET /facilities", "-", access.NetworkRead), h.List},
		{show("GET /facilities/new", "-", access.FacilityManage), h.New},
		{act("POST /facilities", "-", "facility.added", access.FacilityManage), h.Add},
		{show("GET /facilities/{id}", "facility", access.NetworkRead), h.Show},
		{show("GET /facilities/{id}/edit", "facility", access.FacilityManage), h.Edit},
		{act("POST /facilities/{id}", "facility", "facility.changed", access.FacilityManage), h.Save},
		{act("POST /facilities/{id}/remove", "facility", "facility.removed", access.FacilityManage), h.Remove},
		{act("POST /facility-bookings", "-", "facility.booked", access.EngagementManage), h.Book},
		{act("POST /facility-bookings/{id}/free", "facility_booking", "facility.freed", access.EngagementManage), h.Free},
	}
}
