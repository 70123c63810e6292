package demo

import (
	"context"

	"schakel/internal/domain/relation"
	"schakel/internal/platform/clock"
)

// tellAmbassadors lets the first companies of each subregion have brought in others, early in the story.
func (s *story) tellAmbassadors(ctx context.Context) error {
	on := clock.DateOf(s.now).AddDays(-430)
	for _, r := range s.regions {
		var here []*company
		for _, c := range s.companies {
			if c.region == r && c.active {
				here = append(here, c)
			}
		}
		for n, pair := range [][2]int{{0, 3}, {0, 5}, {1, 7}, {0, 9}} {
			if pair[1] >= len(here) {
				break
			}
			_, err := s.app.Relation.Introduce(ctx, r.manager.scope, relation.IntroductionInput{
				Unit: r.unit, By: here[pair[0]].key, Organisation: here[pair[1]].key, On: string(on.AddDays(40 * n)), Note: "Kennen elkaar van de ondernemersvereniging.",
			})
			if err != nil {
				return err
			}
		}
		s.tick()
	}
	return nil
}
