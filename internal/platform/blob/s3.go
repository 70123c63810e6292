package blob

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"gocloud.dev/blob"
	"gocloud.dev/blob/s3blob"

	"schakel/internal/platform/outbound"
)

// errS3 does not repeat the address: it holds a key.
var errS3 = errors.New("blob: want s3://KEY:SECRET@HOST[:PORT]/BUCKET[?region=REGION][&plain=1], key and secret percent-encoded")

// openS3 opens a bucket of any S3-compatible server. All that it needs stands in the address: nothing is read from another program's
// settings, and no metadata service is asked for keys.
func openS3(ctx context.Context, u *url.URL) (*blob.Bucket, error) {
	secret, ok := u.User.Password()
	bucket := strings.Trim(u.Path, "/")
	if !ok || secret == "" || u.User.Username() == "" || u.Hostname() == "" || bucket == "" || strings.Contains(bucket, "/") {
		return nil, errS3
	}
	query := u.Query()
	scheme, region := "https", query.Get("region")
	if query.Get("plain") == "1" { // within one machine or a private network
		scheme = "http"
	}
	if region == "" {
		region = "us-east-1" // what servers without regions expect
	}
	client := s3.New(s3.Options{
		Region: region, BaseEndpoint: aws.String(scheme + "://" + u.Host), UsePathStyle: true,
		Credentials: credentials.NewStaticCredentialsProvider(u.User.Username(), secret, ""),
		HTTPClient:  outbound.Configured(),
		// Checksums only where the operation asks for them: servers of others do not know the newer ones.
		RequestChecksumCalculation: aws.RequestChecksumCalculationWhenRequired, ResponseChecksumValidation: aws.ResponseChecksumValidationWhenRequired,
	})
	return s3blob.OpenBucket(ctx, client, bucket, nil)
}
